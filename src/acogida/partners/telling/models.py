"""What was asked of other agencies and is awaited: opinions and papers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.cases.models import Case, Claim, Event
from acogida.exchange.models import Agency
from acogida.hooks.ids import uuid7
from acogida.people.models import HeldDocument, Person


class Opinion(models.Model):
    """An opinion on a country that was asked of the Ministry of Foreign Affairs by the system (LSR art. 24)."""

    class State(models.TextChoices):
        ASKED = "asked", _("On its way")
        RECEIVED = "received", pgettext_lazy("opinion", "Received; an answer is awaited")
        ANSWERED = "answered", _("Answered")
        TO_READ = "to_read", _("Answered; somebody has to record it")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")  # the step that asked
    reference = models.CharField(max_length=24, unique=True)  # all the Ministry knows of the case
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    receipt = models.CharField(max_length=60, blank=True)
    received_on = models.DateField(null=True)
    folio = models.CharField(max_length=60, blank=True)  # of the answer
    answered_on = models.DateField(null=True)
    content = models.TextField(blank=True)  # only while somebody has to record it: else it stands in the case's log
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="opinion_of_case")]

    def __str__(self) -> str:
        return self.reference


class PaperRequest(models.Model):
    """A paper that another agency issues, asked for with what the State already knows."""

    class Document(models.TextChoices):
        TVRH = "TVRH", _("Humanitarian visitor card")
        RESIDENT = "RESIDENT", _("Permanent resident card")
        TRAVEL = "TRAVEL", _("Identity and travel document")

    class State(models.TextChoices):
        ASKED = "asked", _("On its way")
        RECEIVED = "received", pgettext_lazy("paper", "Received; being decided")
        PREVENTED = "prevented", _("Something is missing")
        ISSUED = "issued", pgettext_lazy("paper", "Issued")
        REFUSED = "refused", pgettext_lazy("paper", "Refused")

    OPEN = ("asked", "received", "prevented")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # the reference that the agency answers with
    key = models.UUIDField(unique=True)  # of the act that asked
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=10, choices=Document)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="paper_requests")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="paper_requests")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    folio = models.CharField(max_length=60, blank=True)  # the agency's receipt
    missing = ArrayField(models.CharField(max_length=3), default=list)  # codes of the requirements' items
    refusal = models.CharField(max_length=40, blank=True)  # the agency's code
    held = models.ForeignKey(HeldDocument, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "document"], condition=Q(state__in=["asked", "received", "prevented"]),
                name="one_open_request_for_a_paper",
            ),
            models.CheckConstraint(condition=~Q(state="issued") | Q(held__isnull=False), name="issued_paper_is_held"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agency_id} {self.document} {self.pk}"

    @property
    def open(self) -> bool:
        return self.state in self.OPEN
