"""What the officer finds: material facts, and the reasoned assessment by the pack's template."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.cases.models import Claim
from acogida.determination.models.interview import InterviewEntry
from acogida.hooks.ids import uuid7


class Assessment(models.Model):
    """The assessment of one claim. `data` holds the answers to the pack's template by field code; the columns below
    repeat what lists and conditions ask. Saved only with the version it was read at."""

    claim = models.OneToOneField(Claim, primary_key=True, on_delete=models.PROTECT, related_name="assessment")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    outcome = models.CharField(max_length=30, blank=True)
    grounds = ArrayField(models.CharField(max_length=40), default=list)
    circumstances = ArrayField(models.CharField(max_length=40), default=list)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)


class MaterialFact(models.Model):
    """A fact the claim turns on, what it rests on, how credible the statements about it are, and the result."""

    class Result(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        BENEFIT = "benefit_of_doubt", _("Benefit of the doubt")

    class Indicator(models.TextChoices):
        """UNHCR's credibility indicators; demeanour is deliberately not one of them."""

        DETAIL = "detail", _("Sufficient detail and specificity")
        INTERNAL = "internal", _("Internal consistency")
        FAMILY = "family", _("Consistency with family and other evidence")
        EXTERNAL = "external", _("Consistency with country information")
        PLAUSIBILITY = "plausibility", _("Plausibility")

    class Reading(models.TextChoices):
        SUPPORTS = "supports", _("Supports")
        NEUTRAL = "neutral", _("Neither")
        AGAINST = "against", _("Against")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="material_facts")
    position = models.PositiveSmallIntegerField()
    statement = models.TextField()
    entries = models.ManyToManyField(InterviewEntry, related_name="material_facts", blank=True)
    evidence = models.TextField(blank=True)  # documents and country information cited, one a line
    indicators = models.JSONField(default=dict)  # Indicator → Reading
    explanation = models.TextField(blank=True)  # what the applicant answered when a contradiction was put
    result = models.CharField(max_length=16, choices=Result, blank=True)
    reasons = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False)  # set aside, kept
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(condition=~models.Q(statement=""), name="material_fact_states_something"),
        ]

    @property
    def assessed(self) -> bool:
        """A result with its reasons: a fact without reasons decides nothing (LFPA art. 3-V)."""
        return bool(self.result and self.reasons.strip())
