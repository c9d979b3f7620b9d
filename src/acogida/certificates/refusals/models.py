"""A refusal of a service, and what was done about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.hooks.ids import uuid7
from acogida.people.models import Person


class Refusal(models.Model):
    """Somebody would not accept a person's paper, or serve her without another ("the bank would not take it")."""

    class Service(models.TextChoices):
        BANK = "bank", _("Bank")
        SCHOOL = "school", _("School")
        HEALTH = "health", _("Clinic or hospital")
        EMPLOYER = "employer", _("Employer")
        TAX = "tax", _("Tax office (SAT)")
        SOCIAL_SECURITY = "social", _("Social security (IMSS)")
        CIVIL_REGISTRY = "registry", _("Civil register")
        MIGRATION = "migration", _("Migration office (INM)")
        POLICE = "police", _("Police or checkpoint")
        TRANSPORT = "transport", _("Bus or airline")
        PHONE = "phone", _("Telephone or money transfer")
        HOUSING = "housing", _("Rented home")
        OTHER = "other", _("Other service")

    class Reason(models.TextChoices):
        UNKNOWN = "unknown", _("They do not know this paper")
        NOT_AN_ID = "not_id", _("They do not take it as identification")
        WANTS_CARD = "card", _("They want a card of the migration institute")
        WANTS_NUMBER = "number", _("They want a CURP, or a permanent one")
        WANTS_ADDRESS = "address", _("They want a proof of address")
        WANTS_ORIGIN = "origin", _("They want a passport or papers of her country")
        SYSTEM = "system", _("Their system does not take her data")
        EXPIRED = "expired", _("They say that it has expired")
        FOREIGNER = "foreigner", _("They do not attend foreigners")
        NONE = "none", _("They gave no reason")
        OTHER = "other", _("Other reason")

    class State(models.TextChoices):
        OPEN = "open", _("Nothing done yet")
        IN_HAND = "in_hand", _("Being followed up")
        SOLVED = "solved", _("Solved")
        UNSOLVED = "unsolved", _("Closed, not solved")

    # Where who refuses may be a private person: the name stays on the refusal's own page, out of lists and figures.
    PRIVATE = frozenset({Service.EMPLOYER, Service.HOUSING, Service.OTHER})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.UUIDField(unique=True)  # client-made
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="refusals")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    region = models.CharField(max_length=60)  # code of a federal entity where the pack's number knows them, else a name
    municipality = models.CharField(max_length=80, blank=True)
    service = models.CharField(max_length=10, choices=Service)
    organisation = models.CharField(max_length=120, blank=True)
    organisation_key = models.CharField(max_length=120, blank=True)  # folded: "BBVA México" and "bbva mexico" are one
    document = models.CharField(max_length=8, blank=True)  # code of the pack's documents; empty: she showed none
    reason = models.CharField(max_length=10, choices=Reason)
    said = models.CharField(max_length=300, blank=True)  # in a sentence, shown on its own page alone
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)  # what the last follow-up left
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-happened_on", "-id")
        indexes = [
            models.Index(fields=["-happened_on", "-id"], name="refusal_newest"),
            models.Index(fields=["office", "-happened_on", "-id"], name="refusal_office"),
            models.Index(
                fields=["office", "happened_on"], name="refusal_open", condition=Q(state__in=["open", "in_hand"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.pk}"  # no name of anybody: this text may end up in a log

    @property
    def named(self) -> str:
        """Who refused, as a list may say it: empty where it may be a private person."""
        return "" if self.service in self.PRIVATE else self.organisation


class FollowUp(models.Model):
    """One thing done about a refusal. Never changed: a mistake is followed by another."""

    append_only = True

    class Kind(models.TextChoices):
        LETTER = "letter", _("A letter was sent")
        EXPLAINED = "explained", _("Explained by telephone")
        WENT_ALONG = "along", _("Somebody went along")
        REFERRED = "referred", _("Referred to another institution")
        AGAIN = "again", _("They refused again")
        SOLVED = "solved", _("Solved: they accepted it")
        UNSOLVED = "unsolved", _("Closed without a solution")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.UUIDField(unique=True)
    refusal = models.ForeignKey(Refusal, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")


# What each leaves the refusal in.
LEAVES = {
    FollowUp.Kind.SOLVED: Refusal.State.SOLVED,
    FollowUp.Kind.UNSOLVED: Refusal.State.UNSOLVED,
}
