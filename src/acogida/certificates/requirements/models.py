"""Evidence that satisfies a requirement, and when what papers say of a person changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7
from acogida.people.models import Basis, Person


class Evidence(models.Model):
    """Something a person brought, said or signed, or that an agency has, which satisfies an item of the pack for every
    paper that needs it. What registration keeps elsewhere (names, photograph, documents held) is not repeated here."""

    class Form(models.TextChoices):
        ORIGINAL = "original", _("Original seen")
        COPY = "copy", _("Copy kept")
        NONE = "none", _("No paper")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.UUIDField(unique=True)  # client-made: the same form sent twice is one row
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="evidence")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)  # code of the pack's item
    evidence = models.CharField(max_length=40)  # code of the pack's evidence
    source = models.CharField(max_length=120, blank=True)  # who issued it, or where it was said
    on = models.DateField()  # the date it bears, or on which it was said
    until = models.DateField(null=True, blank=True)
    form = models.CharField(max_length=10, choices=Form, default=Form.NONE)
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.DECLARED)
    copy = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "item"], name="evidence_in_force", condition=Q(withdrawn_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("on")), name="evidence_holds_a_while"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="") | Q(withdrawn_at__isnull=False),
                name="evidence_withdrawn_by_somebody",
            ),
        ]


class ItemChange(models.Model):
    """That something papers may say of a person changed: which item and when, never what it was."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["person", "item", "-at"], name="item_changed")]
