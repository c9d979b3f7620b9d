"""Translations of texts that other rooms keep, the memory of earlier ones, and terms."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.hooks.ids import uuid7


class Translation(models.Model):
    """One text of another room in another language. `origin` and `origin_id` name the text (`coi.passage`, its id),
    `source_sha256` the exact words it was made from. What was approved stays as it is: a better one is the next in
    `sequence`."""

    class State(models.TextChoices):
        MACHINE = "machine", _("Machine draft")
        EDITED = "edited", _("Edited by a person")
        SUBMITTED = "submitted", _("Waiting for approval")
        APPROVED = "approved", pgettext_lazy("translation", "Approved")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    origin = models.CharField(max_length=40)
    origin_id = models.CharField(max_length=40)
    sequence = models.PositiveSmallIntegerField(default=1)
    source_language = models.CharField(max_length=16)  # BCP 47
    target_language = models.CharField(max_length=16)
    source_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.MACHINE)
    engine = models.CharField(max_length=80, blank=True)  # engine and its version, where a machine drafted it
    version = models.PositiveIntegerField(default=1)  # counts writes: nobody overwrites a colleague
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)  # of whoever sent it back
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "origin_id", "target_language", "sequence"], name="one_translation_after_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("edited_by")), name="approved_by_somebody_else"
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="translations_at_a_state")]

    @property
    def text(self) -> str:
        """All of it, as it stands."""
        parts = [part for segment in self.segments.all() for part in (segment.target, segment.gap)]
        return "".join(parts).strip()

    @property
    def source(self) -> str:
        """The words it was made from."""
        return "".join(part for segment in self.segments.all() for part in (segment.source, segment.gap)).strip()

    @property
    def approved(self) -> bool:
        return self.state == self.State.APPROVED


class Segment(models.Model):
    """A sentence of a translation, beside its source."""

    class By(models.TextChoices):
        MACHINE = "machine", _("Machine")
        MEMORY = "memory", _("Translation memory")
        PERSON = "person", _("Person")

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveSmallIntegerField()
    source = models.TextField()
    target = models.TextField(blank=True)
    by = models.CharField(max_length=8, choices=By, default=By.MACHINE)
    gap = models.CharField(max_length=8, default=" ", blank=True)  # the blank between it and the next
    unknown = models.JSONField(default=list)  # words the machine did not know and left as they were
    confirmed = models.BooleanField(default=False)  # a person answers for it
    edited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.JSONField(default=dict)  # warning of a check → why it is right as it is

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["translation", "position"], name="one_segment_at_a_position")]


class MemoryUnit(models.Model):
    """A sentence and its translation (TMX 1.4b), to be offered again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source_language = models.CharField(max_length=16)
    target_language = models.CharField(max_length=16)
    source = models.TextField()
    target = models.TextField()
    source_sha256 = models.CharField(max_length=64)  # of the folded source
    origin = models.CharField(max_length=120, blank=True)  # the file it came from, or the translation
    properties = models.JSONField(default=dict)  # of the TMX: creation date, author, notes
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_language", "target_language", "source_sha256", "target"], name="a_unit_is_kept_once"
            )
        ]
        indexes = [GinIndex(fields=["source"], name="memory_source_trigrams", opclasses=["gin_trgm_ops"])]


class Term(models.Model):
    """A term and what it is called in another language (TBX), or must not be called."""

    class Status(models.TextChoices):
        PREFERRED = "preferred", pgettext_lazy("term", "Preferred")
        ADMITTED = "admitted", pgettext_lazy("term", "Admitted")
        FORBIDDEN = "forbidden", pgettext_lazy("term", "Forbidden")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source_language = models.CharField(max_length=16)
    target_language = models.CharField(max_length=16)
    source = models.CharField(max_length=200)
    target = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.PREFERRED)
    subject = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_language", "target_language", "source", "target"], name="a_term_is_kept_once"
            )
        ]
