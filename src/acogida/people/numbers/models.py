"""Identity numbers, what happened to each, and how each office gets them."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.hooks.ids import uuid7


class IdentityNumber(models.Model):
    """A number another register gave the person (CURP): an attribute with a history, never a key."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ACTIVE = "active", _("Active")
        REPLACED = "replaced", _("Replaced")
        INACTIVE = "inactive", _("Inactive")

    class Wanted(models.TextChoices):
        """What the other register is asked to do with a number it has given."""

        RENEW = "renew", _("Renewal requested")
        PERMANENT = "permanent", _("To be made permanent")
        CORRECT = "correct", _("Correction requested")
        END = "end", _("To be made inactive there")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="numbers")
    scheme = models.CharField(max_length=20, default="CURP")
    value = models.CharField(max_length=30, blank=True, db_index=True)
    temporary = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=Status)
    assigned_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)  # as the term is reckoned now; closures that suspend terms move it
    renewals = models.PositiveSmallIntegerField(default=0)
    valid_until_theirs = models.BooleanField(default=False)  # the date is the other register's, not reckoned here
    wanted = models.CharField(max_length=10, choices=Wanted, blank=True)  # asked of the other register, no answer yet
    wanted_at = models.DateTimeField(null=True)
    wanted_by = models.CharField(max_length=10, blank=True)  # the step of joining by which it was asked
    source = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=10, blank=True)  # by which step of joining it comes (joining.Step)
    reference = models.CharField(max_length=40, blank=True)  # case number, the document shown to RENAPO
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    unlike_reason = models.CharField(max_length=300, blank=True)  # why it was kept although it disagrees with the data
    outdated_since = models.DateTimeField(null=True)  # data that enter the number were corrected
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)  # code of the pack's [[identifier.ending]]
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaces")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scheme"], condition=Q(status="active"), name="one_active_number"
            ),
            models.UniqueConstraint(
                fields=["person", "scheme"], condition=Q(status="requested"), name="one_requested_number"
            ),
            models.CheckConstraint(condition=Q(status="requested", value="") | ~Q(status="requested"),
                                   name="requested_number_has_no_value"),
            models.CheckConstraint(condition=~Q(value="") | ~Q(status__in=["active", "replaced"]),
                                   name="number_in_force_has_its_value"),
            models.CheckConstraint(condition=Q(replaced_by=None) | Q(status="replaced"), name="replaced_number_links_on"),
            models.CheckConstraint(condition=~Q(status="replaced") | Q(replaced_by__isnull=False),
                                   name="replaced_number_is_linked"),
            models.CheckConstraint(condition=Q(valid_until=None) | Q(assigned_on=None) |
                                   Q(valid_until__gte=F("assigned_on")), name="number_valid_after_assignment"),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["valid_until", "id"], name="number_expiring", condition=Q(status="active", temporary=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.pk}"  # never the number itself: this text may end up in a log


class NumberEvent(models.Model):
    """What happened to a number, by whom and from which source. `detail` holds codes and dates, never the number."""

    append_only = True

    class Kind(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ASSIGNED = "assigned", _("Assigned")
        KEPT_UNLIKE = "kept_unlike", _("Kept although it disagrees with the data")
        ASKED = "asked", _("Asked of the population register")
        RENEWED = "renewed", _("Renewed")
        MADE_PERMANENT = "made_permanent", _("Made permanent")
        INACTIVATED = "inactivated", _("Made inactive")
        REACTIVATED = "reactivated", _("Active again")
        REPLACED = "replaced", _("Replaced by another")
        OUTDATED = "outdated", _("Data that enter it were corrected")
        CONFIRMED = "confirmed", _("Confirmed as it is")
        MOVED = "moved", _("Validity reckoned again")
        EXPORTED = "exported", _("Written to a batch file")
        FAILED = "failed", _("Could not be assigned")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.ForeignKey(IdentityNumber, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)

    @property
    def until(self) -> dt.date | None:
        """The last day of the number's term that this gave it."""
        said = self.detail.get("until")
        return dt.date.fromisoformat(said) if said else None


class OfficeJoining(models.Model):
    """Which steps of joining the population register an office has taken (`joining.Step`). No row: as the installation
    is set."""

    office = models.OneToOneField(Office, on_delete=models.CASCADE, related_name="+")
    steps = ArrayField(models.CharField(max_length=10), default=list)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class NumberBatch(models.Model):
    """A file of requests for numbers that an office made, to be carried to RENAPO."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    numbers = models.ManyToManyField(IdentityNumber, related_name="batches")


class NumberAnswers(models.Model):
    """A file of answers that came back, row by row; the same file twice is one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    total = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "sha256"], name="answers_once")]


class NumberAnswer(models.Model):
    """One row of a file of answers. Its content goes once it is done; what came of it stays."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        KEPT = "kept", _("Kept")
        KNOWN = "known", _("Known already")
        WRONG = "wrong", _("Not kept")

    file = models.ForeignKey(NumberAnswers, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=40, blank=True)  # code of batch.PROBLEMS
    number = models.ForeignKey(IdentityNumber, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="answer_line_once")]
