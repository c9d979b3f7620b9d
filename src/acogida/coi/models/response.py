"""Answers to research requests: the draft with its findings and citations, its review, and what was issued for good."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.coi.models.document import DocumentVersion, Passage
from acogida.coi.models.request import CoiRequest, Sharing
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7


class CoiResponse(models.Model):
    """The answer as it is being written. What was issued stands in `IssuedResponse` and does not change with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.OneToOneField(CoiRequest, on_delete=models.PROTECT, related_name="response")
    summary = models.TextField(blank=True)  # no policy, no advice on the outcome
    period_from = models.DateField(null=True, blank=True)  # reference period
    period_to = models.DateField(null=True, blank=True)
    cutoff = models.DateField(null=True, blank=True)  # information up to this day
    method = models.TextField(blank=True)  # time available, languages searched, machine translation used
    limits = models.TextField(blank=True)
    without_result = models.TextField(blank=True)  # sources consulted without result, one a line
    sharing = models.CharField(max_length=10, choices=Sharing, default=Sharing.AUTHORITY)
    drafter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    hands = ArrayField(models.UUIDField(), default=list)  # everybody who ever wrote in it: none of them reviews it
    version = models.PositiveIntegerField(default=1)  # counts writes to this row
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("drafter")), name="response_reviewed_by_another"
            )
        ]


class ResponseSection(models.Model):
    """One sub-question and what was found about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    response = models.ForeignKey(CoiResponse, on_delete=models.CASCADE, related_name="sections")
    ordinal = models.PositiveSmallIntegerField()
    question = models.TextField()

    class Meta:
        ordering = ("ordinal",)
        constraints = [models.UniqueConstraint(fields=["response", "ordinal"], name="one_section_after_another")]


class Finding(models.Model):
    """A statement, with what it rests on; or that nothing was found, and where it was sought."""

    class Certainty(models.TextChoices):
        CORROBORATED = "corroborated", pgettext_lazy("certainty", "Reported by several independent sources")
        REPORTED = "reported", pgettext_lazy("certainty", "Reported")
        DISPUTED = "disputed", pgettext_lazy("certainty", "Sources disagree")
        UNVERIFIED = "unverified", pgettext_lazy("certainty", "Could not be verified")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    section = models.ForeignKey(ResponseSection, on_delete=models.CASCADE, related_name="findings")
    ordinal = models.PositiveSmallIntegerField()
    text = models.TextField()
    certainty = models.CharField(max_length=12, choices=Certainty, default=Certainty.REPORTED)
    contradictory = models.BooleanField(default=False)
    no_info = models.BooleanField(default=False)  # no information found: not that it did not happen
    sought = models.TextField(blank=True)  # where
    material = models.BooleanField(default=False)  # wants two independent origins, or a note that there is one source
    single_source = models.TextField(blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("ordinal",)
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="finding_says_something"),
            models.CheckConstraint(condition=Q(no_info=False) | ~Q(sought=""), name="nothing_found_says_where_sought"),
        ]


class Role(models.TextChoices):
    """What a passage does for a statement."""

    SUPPORTS = "supports", pgettext_lazy("citation", "Supports it")
    CONTRADICTS = "contradicts", pgettext_lazy("citation", "Contradicts it")
    CONTEXT = "context", pgettext_lazy("citation", "Context")


class FindingCitation(models.Model):
    """The words of a version that a statement rests on, verified to stand in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="citations")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="+")
    quote = models.TextField()
    page = models.PositiveIntegerField(null=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.SUPPORTS)
    origin_key = models.CharField(max_length=120)  # the body that first reported: two outlets quoting one count once
    cited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cited_at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("cited_at", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(quote=""), name="citation_quotes_something"),
            models.CheckConstraint(condition=~Q(origin_key=""), name="citation_has_an_origin"),
        ]


class FindingComment(models.Model):
    """A reviewer's remark on one statement, or on the whole; open until somebody says what was done about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    response = models.ForeignKey(CoiResponse, on_delete=models.PROTECT, related_name="comments")
    finding = models.ForeignKey(Finding, null=True, on_delete=models.SET_NULL, related_name="comments")
    about = models.CharField(max_length=300, blank=True)  # the first words of the statement as it was
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("at", "id")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="finding_comment_says_something")]


class ResponseReview(models.Model):
    """One reviewer's judgement on one state of the text. Written once."""

    append_only = True

    class Verdict(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("review", "Approved")
        RETURNED = "returned", pgettext_lazy("review", "Returned")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    response = models.ForeignKey(CoiResponse, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.TextField(blank=True)
    checklist = models.JSONField(default=dict)  # item → {"ok": bool, "note": text}
    sha256 = models.CharField(max_length=64)  # of the content that was judged
    drafter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("round",)
        constraints = [
            models.UniqueConstraint(fields=["response", "round"], name="one_review_after_another"),
            models.CheckConstraint(condition=~Q(reviewer=F("drafter")), name="review_by_another"),
        ]


class IssuedResponse(models.Model):
    """An answer as it was issued: numbered, whole, sealed, never changed (by trigger)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(CoiRequest, on_delete=models.PROTECT, related_name="issues")
    number = models.CharField(max_length=32)  # the request's
    sequence = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    content = models.JSONField()  # requests.content: everything the page and the PDF say, and nothing else
    sha256 = models.CharField(max_length=64)
    restricted = models.BooleanField(default=False)  # it quotes what is not public
    search_text = models.TextField()
    issued_on = models.DateField()
    issued_at = models.DateTimeField(auto_now_add=True)
    drafter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("number", "sequence")
        constraints = [
            models.UniqueConstraint(fields=["number", "sequence"], name="one_issue_after_another"),
            models.CheckConstraint(condition=~Q(reviewer=F("drafter")), name="issued_after_review_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.number} v{self.sequence}"


class IssuedCitation(models.Model):
    """What an issued answer rests on. Never changed (by trigger)."""

    append_only = True

    issued = models.ForeignKey(IssuedResponse, on_delete=models.PROTECT, related_name="citations")
    finding = models.CharField(max_length=12)  # "2.1": section and statement
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="+")
    quote = models.TextField()
    page = models.PositiveIntegerField(null=True)
    role = models.CharField(max_length=12, choices=Role)
    origin_key = models.CharField(max_length=120)


class IssueStanding(models.Model):
    """What became of an issued answer: whether it stands, and how far it is published."""

    class State(models.TextChoices):
        CURRENT = "current", pgettext_lazy("response", "In force")
        SUPERSEDED = "superseded", pgettext_lazy("response", "Replaced")
        WITHDRAWN = "withdrawn", pgettext_lazy("response", "Withdrawn")

    issued = models.OneToOneField(IssuedResponse, primary_key=True, on_delete=models.PROTECT, related_name="standing")
    request = models.ForeignKey(CoiRequest, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.CURRENT)
    sharing = models.CharField(max_length=10, choices=Sharing)
    reason = models.TextField(blank=True)
    superseded_by = models.ForeignKey(IssuedResponse, null=True, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="current"), name="one_answer_of_a_request_in_force"
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(reason=""), name="withdrawn_answer_says_why"),
        ]
