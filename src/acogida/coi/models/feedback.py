"""What readers say of an item: it helped, it is out of date, something is missing. Read by researchers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.coi.models.document import Document, DocumentVersion
from acogida.hooks.ids import uuid7


class Feedback(models.Model):
    """One reader's word on a document, or on what a country's page lacks (`document` empty)."""

    class Kind(models.TextChoices):
        USEFUL = "useful", pgettext_lazy("feedback", "Useful")
        OUTDATED = "outdated", pgettext_lazy("feedback", "Out of date")
        MISSING = "missing", _("Something is missing")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="feedback")
    version = models.ForeignKey(DocumentVersion, null=True, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    topic = models.CharField(max_length=40, blank=True)  # of coi.library.topics
    text = models.CharField(max_length=500, blank=True)  # about the information, never about a person
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-said_at",)
        indexes = [
            models.Index(fields=["country", "kind"], name="feedback_of_a_country"),
            models.Index(fields=["-said_at"], condition=Q(seen_at=None), name="feedback_not_seen"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) | ~Q(country=""), name="feedback_is_about_something"
            ),
        ]
