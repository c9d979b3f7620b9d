"""Agreements with other agencies and what was sent under them."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.hooks.ids import uuid7


class Agency(models.Model):
    """Another authority, and how it has been answering."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)  # ISO 3166-1: what the firewall looks at
    last_success = models.DateTimeField(null=True)
    last_failure = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    quiet_until = models.DateTimeField(null=True)  # it does not answer: until then it is left alone

    def __str__(self) -> str:
        return self.name

    @property
    def answers(self) -> bool | None:
        """Whether it answered when last asked; None when it was never asked."""
        if self.last_success is None and self.last_failure is None:
            return None
        return self.last_failure is None or (self.last_success is not None and self.last_success >= self.last_failure)


class Agreement(models.Model):
    """What may be told to an agency, why, on what legal basis, and between which dates."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements")
    purpose = models.CharField(max_length=40)
    path = models.CharField(max_length=120, blank=True)  # below the agency's address, where no operation says it
    fields = ArrayField(models.CharField(max_length=40))
    legal_basis = models.CharField(max_length=200)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "purpose"], condition=Q(end=None), name="one_open_agreement")
        ]

    @classmethod
    def in_force(cls, agency: str, purpose: str, on: dt.date) -> Agreement | None:
        """The agreement that covers `purpose` on a day, if any."""
        return (
            cls.objects.select_related("agency")
            .filter(Q(end=None) | Q(end__gte=on), agency=agency, purpose=purpose, start__lte=on)
            .order_by("-start")
            .first()
        )


class OutboxMessage(models.Model):
    """One thing told to, or asked of, one agency. Its content is dropped once it has arrived; its fields and hash stay.

    Messages to one agency about one person leave in the order in which they were put here: `place` counts them within
    `order_key`, and one waits while an earlier one is not delivered, also when that one stopped, until somebody sends
    it again or sets it aside. A direct question (`actions.ask`) stands in no line: it is asked at once or not at all.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENDING = "sending", _("Being sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Stopped")
        ASIDE = "aside", _("Set aside")
        REFUSED = "refused", _("Not sent")
        UNANSWERED = "unanswered", _("No answer")  # a direct question

    OPEN = ("pending", "sending", "failed")  # what later messages about the same person wait for

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # also the key by which a repeat is known
    key = models.CharField(max_length=120, unique=True)  # made by the caller: the same act asks once
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="messages")
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="messages")
    purpose = models.CharField(max_length=40)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField(db_index=True, null=True)  # None: about nobody
    order_key = models.CharField(max_length=60, blank=True)
    place = models.PositiveIntegerField(null=True)  # None: in no line
    reference = models.CharField(max_length=40, blank=True)  # the case number, for people who look at the list
    field_names = ArrayField(models.CharField(max_length=40), default=list)
    payload = models.JSONField(default=dict)
    attachment = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the request as sent
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=20, blank=True)  # firewall.Refusal, when it was not sent
    attempts = models.PositiveIntegerField(default=0)
    next_attempt = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    receipt = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)
    acted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    acted_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)  # why somebody set it aside

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt", "id"], name="outbox_due", condition=Q(state__in=["pending", "sending"])
            ),
            models.Index(
                fields=["order_key", "place"],
                name="outbox_line",
                condition=Q(state__in=["pending", "sending", "failed"]),
            ),
            models.Index(fields=["office", "-id"], name="outbox_of_office"),
            models.Index(fields=["agency", "state"], name="outbox_of_agency"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(payload={}, attachment=None), name="refused_keeps_no_content"
            ),
            models.UniqueConstraint(fields=["order_key", "place"], name="one_place_in_the_line"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.purpose} {self.pk}"
