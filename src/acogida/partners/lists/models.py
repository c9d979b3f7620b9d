"""A list as it was released."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.exchange.models import Agency, Agreement
from acogida.hooks.ids import uuid7


class StatutoryList(models.Model):
    """One list under one agreement (LSR art. 53: applicants and refugees, to the ministry of foreign affairs): asked for by
    one, released by another, and then never changed. Its content is sealed."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Waiting for a second person")
        RELEASED = "released", pgettext_lazy("list", "Released")
        DECLINED = "declined", pgettext_lazy("list", "Declined")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    agreement = models.ForeignKey(
        Agreement, null=True, on_delete=models.PROTECT, related_name="+"
    )  # that it was released under
    state = models.CharField(max_length=8, choices=State, default=State.PREPARED)
    why = models.CharField(max_length=300)  # the request it answers
    recipient = models.CharField(max_length=200)  # which office of the agency gets it
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    as_of = models.DateField(null=True)
    persons = models.PositiveIntegerField(default=0)
    kept_back = models.PositiveIntegerField(default=0)
    sha256_csv = models.CharField(max_length=64, blank=True)
    sha256_json = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField(null=True)  # the lines (exchange.sealing)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "purpose"], condition=models.Q(state="prepared"), name="one_list_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("prepared_by")), name="list_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.purpose} {self.pk}"
