"""What country information a material fact rests on: passages cited word for word, or that none was found, and what was
done about each warning."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.cases.models import Claim
from acogida.coi.models import Document, DocumentVersion, PackItem, PackVersion, Passage
from acogida.determination.models.assessment import MaterialFact
from acogida.determination.models.draft import Submission
from acogida.hooks.ids import uuid7
from acogida.languages.models import Translation


class Citation(models.Model):
    """A passage cited for or against a material fact. It is pinned: the version and its hash, the exact words and where they
    stand, and what is printed of the document, are as they were on the day it was consulted, whatever becomes of them.

    `quote` is `version.text[char_from:char_to]`, verified when it was cited; `translated_quote` stands in the approved
    `translation`. A citation that is taken back is kept; one put in its place for a newer edition names it (`replaces`).
    """

    class Role(models.TextChoices):
        SUPPORTS = "supports", pgettext_lazy("citation", "Supports")
        CONTRADICTS = "contradicts", pgettext_lazy("citation", "Contradicts")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="citations")
    fact = models.ForeignKey(MaterialFact, on_delete=models.PROTECT, related_name="citations")
    role = models.CharField(max_length=12, choices=Role)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="+")
    version_sha256 = models.CharField(max_length=64)
    quote = models.TextField()
    char_from = models.PositiveIntegerField()
    char_to = models.PositiveIntegerField()
    page_from = models.PositiveIntegerField(null=True)
    page_to = models.PositiveIntegerField(null=True)
    translation = models.ForeignKey(Translation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    translated_quote = models.TextField(blank=True)
    pack_item = models.ForeignKey(PackItem, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    # As printed: source, title, edition, pack ("HND (30-09-2026)"), item ("2.1"), translated ("machine" | "own"), by, language.
    printed = models.JSONField(default=dict)
    consulted_on = models.DateField()
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    cited_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("cited_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(quote="") & Q(char_to__gt=models.F("char_from")), name="a_citation_quotes"
            ),
            models.CheckConstraint(
                condition=Q(translation=None, translated_quote="")
                | (Q(translation__isnull=False) & ~Q(translated_quote="")),
                name="a_translated_quotation_names_its_translation",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="a_citation_is_taken_back_by_somebody",
            ),
        ]


class NoInformation(models.Model):
    """That a material fact rests on no country information: what was searched and found silent, or why nothing was sought.
    Never that something did not happen."""

    class Kind(models.TextChoices):
        SILENT = "silent", _("Searched, and nothing was found")
        NOT_SOUGHT = "not_sought", _("Not sought")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(MaterialFact, on_delete=models.PROTECT, related_name="no_information")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    query = models.TextField(blank=True)  # as it was asked, without names
    countries = ArrayField(models.CharField(max_length=2), default=list)
    languages = ArrayField(models.CharField(max_length=16), default=list)
    documents = models.PositiveIntegerField(default=0)
    passages = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("made_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(kind="silent") | ~Q(reason=""), name="not_sought_says_why"),
            models.CheckConstraint(condition=Q(kind="not_sought") | ~Q(query=""), name="silent_says_what_was_asked"),
            models.UniqueConstraint(
                fields=["fact", "kind"], condition=Q(removed_at=None), name="no_information_is_said_once"
            ),
        ]


class Disclosure(models.Model):
    """That what is not public was shown to the person, or her representative, before it is used: how, when, and until when
    she could comment."""

    class How(models.TextChoices):
        COPY = "copy", _("A copy was given")
        SHOWN = "shown", _("It was shown at the office")
        READ = "read", _("It was read out, or put in the interview")
        SUMMARY = "summary", _("A summary was given")
        SENT = "sent", _("It was sent")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="country_disclosures")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    pack_version = models.ForeignKey(PackVersion, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    how = models.CharField(max_length=10, choices=How)
    on = models.DateField()
    comment_until = models.DateField(null=True)
    comments = models.TextField(blank=True)  # what she said to it
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("made_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, pack_version=None) | Q(document=None, pack_version__isnull=False),
                name="a_document_or_a_pack_is_disclosed",
            ),
            models.CheckConstraint(
                condition=Q(comment_until=None) | Q(comment_until__gte=models.F("on")), name="comments_after_disclosure"
            ),
        ]


class CountryAnswer(models.Model):
    """Why a warning about country information does not stand in the way. `mark` is the warning's (`country_checks`): another
    edition, another event or a graver age is another warning. Written once."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="country_answers")
    mark = models.CharField(max_length=160)
    code = models.CharField(max_length=20)
    level = models.CharField(max_length=6)  # "amber": a reason; "red": of a supervisor
    reason = models.TextField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("answered_at", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_country_answer_says_why"),
            models.CheckConstraint(condition=Q(level__in=["amber", "red"]), name="a_country_answer_amber_or_red"),
        ]


class SubmittedCitation(models.Model):
    """That what was submitted, and the decision signed on it, rests on a citation: for recall, which asks by version. What it
    said stands in the submission itself."""

    append_only = True

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="rests_on")
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="submitted")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "citation"], name="submitted_once")]


class RecalledDecision(models.Model):
    """That a decision which was signed rests on an edition since superseded or withdrawn: found by the nightly job, and what
    somebody made of it. The decision stays as it was signed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey("determination.Decision", on_delete=models.PROTECT, related_name="recalled")
    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10)  # Standing.State when it was found
    found_at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-found_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["decision", "version", "state"], name="a_decision_is_recalled_once"),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | (Q(seen_at__isnull=False, seen_by__isnull=False) & ~Q(note="")),
                name="who_saw_a_recall_says_what_of_it",
            ),
        ]
