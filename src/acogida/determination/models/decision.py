"""The signed decision (resolución), who opened it before signing, and its notification."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.cases.models import Claim
from acogida.determination.models.ceremony import CeremonyItem
from acogida.determination.models.draft import Submission
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7


class DecisionSeries(models.Model):
    """The last decision number given per office and year."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="one_decision_series_per_office_year")]


class Reading(models.Model):
    """A signatory opened a submission: the evidence that a signature was not given blindly."""

    append_only = True

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)


class Decision(models.Model):
    """One person's decision as signed: its number, its outcome and the file that everybody gets.

    A claim that is sent back is decided again: the next in `sequence` takes the place of the one before, which stays as
    it was signed. Which one stands is asked in `determination.rounds`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The constraint below is its index.
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    sequence = models.PositiveSmallIntegerField(default=1)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="decision")
    number = models.CharField(max_length=32, unique=True)
    outcome = models.CharField(max_length=30)
    grounds = models.JSONField(default=list)
    signed_on = models.DateField()  # civil date at the office
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # What the signature rests on: she opened it, or left it to the sample of a ceremony.
    reading = models.ForeignKey(Reading, null=True, on_delete=models.PROTECT, related_name="+")
    ceremony_item = models.OneToOneField(CeremonyItem, null=True, on_delete=models.PROTECT, related_name="decision")
    file = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("claim", "sequence")
        constraints = [
            models.UniqueConstraint(fields=["claim", "sequence"], name="one_decision_after_another"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="decisions_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(reading__isnull=False) | Q(ceremony_item__isnull=False), name="nothing_is_signed_blindly"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Notification(models.Model):
    """An act of notification (LFPA arts. 35-40). A defective one is kept, and starts nothing."""

    class Checked(models.TextChoices):
        OWN_WORDS = "own_words", _("The person explained it in her own words")
        QUESTIONS = "questions", _("The person answered questions about it")
        STATED = "stated", _("The person said that she understood")
        NOT_CHECKED = "not_checked", _("It could not be checked")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="notifications")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="notifications")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=30)
    on = models.DateField()  # civil date of the act
    effective_on = models.DateField()  # civil date from which terms run
    place = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=16)
    interpreter_name = models.CharField(max_length=120, blank=True)
    understood = models.BooleanField(default=False)
    how_checked = models.CharField(max_length=12, choices=Checked)
    copy_given = models.BooleanField(default=False)
    receipt_signed = models.BooleanField(default=False)
    remarks = models.TextField(blank=True)
    valid = models.BooleanField()
    defect = models.TextField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    file = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(valid=True), name="one_valid_notification_per_decision"
            ),
            models.CheckConstraint(condition=Q(valid=True) | ~Q(defect=""), name="defective_notification_says_why"),
            models.CheckConstraint(
                condition=Q(effective_on__gte=models.F("on")), name="notification_effective_after_act"
            ),
        ]
