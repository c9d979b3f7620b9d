"""Letters that a step of the procedure made, one for each person it concerned."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.cases.models import Case, Claim, Event
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7


class Document(models.Model):
    """A letter of the pack about one claim. The row is written with the step; the sealed file follows by job and then
    never changes. `terms` holds when the terms ended as the step left them: a letter says the dates of its own day."""

    class State(models.TextChoices):
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=40, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="documents")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="documents")
    code = models.CharField(max_length=60)  # of the pack's letter
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=16)
    restricted = models.BooleanField()  # tells of the claim itself, not only that it moves
    terms = models.JSONField(default=dict)  # clock name → ISO date
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=500, blank=True)  # why the last try failed
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "number")
        constraints = [
            models.UniqueConstraint(fields=["event", "claim", "code"], name="one_letter_per_step_and_person"),
            models.CheckConstraint(
                condition=Q(blob=None, made_at=None) | Q(blob__isnull=False, made_at__isnull=False),
                name="document_made_with_its_file",
            ),
        ]
        indexes = [models.Index(fields=["case", "-created_at"], name="document_of_case")]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> str:
        if self.blob_id:
            return self.State.READY
        return self.State.FAILED if self.problem else self.State.MAKING

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def sha256(self) -> str:
        """The hash of the sealed file; empty until it is made."""
        return self.blob_id or ""
