"""Agreements with other agencies and what was sent under them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import Office, User
from acogida.exchange.agreements.models import Agreement, Consent, Disclosure
from acogida.exchange.wire import LOCAL
from acogida.hooks.ids import uuid7

__all__ = ["Agreement", "Consent", "Disclosure"]  # the models that stand in `agreements`


class Agency(models.Model):
    """Another authority, and how it has been answering."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)  # ISO 3166-1: what the firewall looks at
    addresses = ArrayField(
        models.CharField(max_length=200), default=list
    )  # of the net or on paper: it looks at them too
    last_success = models.DateTimeField(null=True)
    last_failure = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """Its name, and that it is only played, where a demonstration has a simulator in its place."""
        address = str(getattr(settings, f"{self.code.upper()}_URL", ""))
        return f"{self.name} · SIMULADOR" if settings.DEMO and LOCAL.match(address) else self.name

    @property
    def answers(self) -> bool | None:
        """Whether it answered when last asked; None when it was never asked."""
        if self.last_success is None and self.last_failure is None:
            return None
        return self.last_failure is None or (self.last_success is not None and self.last_success >= self.last_failure)


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
    also_about = ArrayField(models.UUIDField(), default=list)  # others the same message says something of
    # Whether people see it in the list. Not: what the comparison of registers asks by itself, one for each person and
    # night, which would bury all others.
    listed = models.BooleanField(default=True)
    order_key = models.CharField(max_length=60, blank=True)
    place = models.PositiveIntegerField(null=True)  # None: in no line
    route = models.CharField(
        max_length=80, blank=True, default="", db_default=""
    )  # exchange.routes; "": its own address
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
    acted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # or who asked
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
            models.Index(fields=["office", "-id"], name="outbox_of_office", condition=Q(listed=True)),
            models.Index(fields=["-id"], name="outbox_listed", condition=Q(listed=True)),
            models.Index(fields=["created_at"], name="outbox_unlisted", condition=Q(listed=False)),
            models.Index(fields=["agency", "state"], name="outbox_of_agency"),
            models.Index(fields=["route", "state"], name="outbox_of_route", condition=~Q(route="")),
            GinIndex(fields=["also_about"], name="outbox_also_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(payload={}, attachment=None), name="refused_keeps_no_content"
            ),
            models.UniqueConstraint(fields=["order_key", "place"], name="one_place_in_the_line"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.purpose} {self.pk}"


class InboxMessage(models.Model):
    """One thing an agency told us on its own. Its content is sealed, and dropped once it was handled."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be handled")
        WORKING = "working", _("Being handled")
        DONE = "done", _("Handled")
        FAILED = "failed", _("Stopped")
        ASIDE = "aside", _("Set aside")

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Subscription to confirm")
        NOTIFICATION = "notification", pgettext_lazy("from an agency", "Notification")

    OPEN = ("waiting", "working", "failed")  # what later messages about the same person wait for

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="told_us")
    message_id = models.CharField(max_length=100)  # the agency's
    kind = models.CharField(max_length=12, choices=Kind)
    topic = models.CharField(max_length=100)
    subscription = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=80, blank=True)  # only where it is a code; any other text is sealed
    sealed = models.BinaryField(null=True)  # the message as it came
    sha256 = models.CharField(max_length=64)
    repeats = models.PositiveIntegerField(default=0)  # how often it came again
    order_key = models.CharField(max_length=64, blank=True)  # a hash of whom it is about
    place = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True)
    acted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    acted_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "message_id"], name="told_once"),
            models.UniqueConstraint(fields=["order_key", "place"], name="one_place_in_the_inbox"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt", "id"], name="inbox_due", condition=Q(state__in=["waiting", "working"])
            ),
            models.Index(
                fields=["order_key", "place"],
                name="inbox_line",
                condition=Q(state__in=["waiting", "working", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.topic} {self.pk}"


class Reconciliation(models.Model):
    """One comparison of our register with an agency's, page by page; it goes on where it was interrupted."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("comparison", "Running")
        WAITING = "waiting", _("Interrupted: it will go on")
        DONE = "done", _("Finished")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reconciliations")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    cursor = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    compared = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)  # a message about them was under way
    found = models.PositiveIntegerField(default=0)  # differences that are there now
    fresh = models.PositiveIntegerField(default=0)  # of them, not there the last time
    closed = models.PositiveIntegerField(default=0)  # differences that are there no more
    claimed_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=~Q(state="done"), name="one_run_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.started_at:%Y-%m-%d}"


class Difference(models.Model):
    """Something on which our register and an agency's do not agree; open until it agrees, or somebody explains it."""

    class Kind(models.TextChoices):
        MISSING_THERE = "missing_there", _("Missing there")
        MISSING_HERE = "missing_here", _("Missing here")
        OTHER_NUMBER = "other_number", _("Another number")
        OTHER_STATUS = "other_status", _("Another status")
        OTHER_DATA = "other_data", _("Other data")
        TWO_THERE = "two_there", _("Two identities there")
        TWO_HERE = "two_here", _("Two numbers here")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("difference", "Open")
        EXPLAINED = "explained", _("Explained")
        RESOLVED = "resolved", _("Resolved")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="differences")
    person_id = models.UUIDField(null=True, db_index=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40, blank=True)  # the case number, for people
    kind = models.CharField(max_length=14, choices=Kind)
    fields = ArrayField(models.CharField(max_length=40), default=list)
    fingerprint = models.CharField(max_length=64)  # of who it is about and what both sides say
    sealed = models.BinaryField(null=True)  # what both sides say
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    first_seen = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="+")
    last_seen = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="seen")
    found_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    acted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    acted_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "fingerprint"], condition=~Q(state="resolved"), name="one_difference_is_listed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="differences_of_office"),
            models.Index(fields=["agency", "state"], name="differences_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind} {self.pk}"
