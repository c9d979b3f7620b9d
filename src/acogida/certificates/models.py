"""Certificates issued, and notices that were sent about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.cases.models import Case, Event
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7
from acogida.people.models import Person


class Certificate(models.Model):
    """A document about one person, with a signed token. The token is fixed when it is issued; the PDF, made from the
    same facts when first needed, is sealed at once and never changes."""

    class Status(models.TextChoices):
        VALID = "valid", _("Valid")
        SUSPENDED = "suspended", _("Suspended")
        RENEWED = "renewed", _("Renewed; its code runs out")  # good to the end of its code, beside the newer one
        REPLACED = "replaced", _("Replaced by a newer one")
        REVOKED = "revoked", _("Revoked")
        ENDED = "ended", _("Ended with the procedure")

    class Cause(models.TextChoices):
        """Why it was replaced, suspended, revoked or ended."""

        DATA = "data", _("Data corrected")
        LOST = "lost", _("Lost")
        STOLEN = "stolen", _("Stolen")
        DAMAGED = "damaged", _("Damaged")
        RENEWED = "renewal", _("The number was renewed")
        ERROR = "error", _("Issued in error")
        MISUSE = "misuse", _("Used by somebody else")
        PROCEDURE = "procedure", _("The procedure")  # the stage of the claim, by the pack
        NUMBER = "number", _("The identity number ended")
        OTHER = "other", _("Other")

    OPEN = (Status.VALID, Status.SUSPENDED, Status.RENEWED)  # not ended, whatever the calendar says

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=120, unique=True)  # the act it was issued by, and for whom
    kind = models.CharField(max_length=40)  # code of one of the pack's kinds
    number = models.CharField(max_length=40, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    relation = models.CharField(max_length=20, blank=True)  # to the principal, when it was issued
    issued_at = models.DateTimeField()
    issued_on = models.DateField()  # civil date at the office
    valid_until = models.DateField()  # last day on which the QR is valid
    token = models.TextField()
    status_list = models.IntegerField()  # see `places`
    status_index = models.PositiveIntegerField()  # random, so that a place in the list says nothing
    status = models.CharField(max_length=10, choices=Status, default=Status.VALID)
    status_changed_at = models.DateTimeField(null=True)  # last: the status list is made again when one of these changes
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10, choices=Cause, blank=True)  # of the present status, when it is not valid
    end_reason = models.CharField(max_length=200, blank=True)
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followers"
    )  # what it replaced
    signed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )  # where the pack wants it
    signed_at = models.DateTimeField(null=True)
    pdf = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    outdated_since = models.DateTimeField(null=True)  # what it says of the person was corrected: to be issued again

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="one_place_in_the_status_list"),
            models.UniqueConstraint(
                fields=["case", "person", "kind"],
                condition=Q(status__in=["valid", "suspended"]),
                name="one_valid_certificate",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["valid", "suspended", "renewed"], ended_at=None)
                | Q(status__in=["replaced", "revoked", "ended"], ended_at__isnull=False),
                name="certificate_ended_when_not_valid",
            ),
        ]
        indexes = [
            # What a status list says: the few rows of it that are not as they were issued.
            models.Index(
                fields=["status_list", "status_changed_at"],
                condition=Q(status_changed_at__isnull=False),
                name="certificate_changed",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def pdf_sha256(self) -> str:
        """The hash of the sealed file; empty until it is made."""
        return self.pdf_id or ""

    @property
    def url(self) -> str:
        """Where the PDF is."""
        return reverse("certificate_pdf", args=[self.pk])


class RevokedKey(models.Model):
    """A key that is no longer believed, whatever it signed and when: it was stolen, or may have been."""

    key_id = models.CharField(max_length=16, primary_key=True)  # 8 bytes of the certificate's hash, in hexadecimal
    reason = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(default=timezone.now)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class Notice(models.Model):
    """A letter that told an agency of a case, kept as it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=20)
    number = models.CharField(max_length=40, unique=True)
    pdf = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)


from acogida.certificates.refusals.models import FollowUp, Refusal  # noqa: E402,F401 - models of this room, kept apart
from acogida.certificates.requirements.models import Evidence, ItemChange  # noqa: E402,F401 - the same
