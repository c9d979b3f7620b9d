"""The draft decision, what was submitted for review, and what the reviewer said about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.cases.models import Claim
from acogida.hooks.ids import uuid7


class Section(models.TextChoices):
    """The parts of a decision, in their order on paper (the letter `resolution` of the pack)."""

    BACKGROUND = "background", _("Background")
    FACTS = "facts", _("Facts")
    ANALYSIS = "analysis", _("Considerations")
    COMPLEMENTARY = "complementary", _("Complementary protection")
    RESOLVES = "resolves", _("Decision points")


class Draft(models.Model):
    """The text of one person's decision, composed from the assessment and then written by a person.

    When the decision is set aside it is begun anew (`actions.drafting`): what was signed stays in its submission.
    """

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        SUBMITTED = "submitted", _("In review")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        SIGNED = "signed", _("Signed")

    claim = models.OneToOneField(Claim, primary_key=True, on_delete=models.PROTECT, related_name="draft")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    sections = models.JSONField(default=dict)  # Section → text
    state = models.CharField(max_length=10, choices=State, default=State.WRITING)
    version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    @property
    def written(self) -> bool:
        """Whether there is a text to review: considerations and at least one decision point."""
        return all(self.sections.get(name, "").strip() for name in (Section.ANALYSIS, Section.RESOLVES))


class Submission(models.Model):
    """What was put before the reviewer, whole and unchangeable; the signatory signs exactly the last one."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=30)
    grounds = models.JSONField(default=list)
    circumstances = models.JSONField(default=list)
    assessment = models.JSONField()
    facts = models.JSONField()
    sections = models.JSONField()
    country_information = models.JSONField(default=dict)  # see `country.frozen`
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("round",)
        constraints = [models.UniqueConstraint(fields=["claim", "round"], name="submission_round")]


class ReviewComment(models.Model):
    """A remark on one section. It stays open until somebody says what was done about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="comments")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="review_comments")
    section = models.CharField(max_length=40)  # a Section, or a section of the assessment template
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="review_comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="review_comment_resolved_by_somebody",
            ),
        ]
