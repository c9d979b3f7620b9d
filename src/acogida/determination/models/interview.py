"""The record of a personal interview (acta de entrevista; LSR arts. 21, 23): evidence, written once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.cases.models import Claim
from acogida.hooks.ids import uuid7


class Interview(models.Model):
    """One session with one person. Who was there is fixed when it opens; what was said is in its entries."""

    class Modality(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        VIDEO = "video", _("By video")
        PHONE = "phone", _("By telephone")

    class State(models.TextChoices):
        OPEN = "open", _("Record in progress")
        CLOSED = "closed", _("Record closed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="interviews")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    modality = models.CharField(max_length=10, choices=Modality, default=Modality.IN_PERSON)
    language = models.CharField(max_length=16)  # BCP 47
    interpreter_name = models.CharField(max_length=120, blank=True)
    interpreter_undertaking = models.BooleanField(default=False)
    present = models.JSONField(default=list)  # [{"name", "role"}] besides applicant, officer and interpreter
    read_back_at = models.DateTimeField(null=True)
    read_back_by_interpreter = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=False)  # the applicant confirmed the record after the read-back
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    record_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("started_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(state="open"), name="one_open_interview_per_claim"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(ended_at__isnull=False) & ~Q(record_sha256="")),
                name="closed_interview_is_complete",
            ),
        ]

    def fingerprint(self) -> str:
        """SHA-256 of the whole record: header, then every entry in order, as canonical JSON."""
        header = {
            "id": str(self.pk), "claim": str(self.claim_id), "held_by": str(self.held_by_id),
            "started_at": _instant(self.started_at), "ended_at": _instant(self.ended_at), "place": self.place,
            "modality": self.modality, "language": self.language, "interpreter": self.interpreter_name,
            "undertaking": self.interpreter_undertaking, "present": self.present,
            "read_back_at": _instant(self.read_back_at), "read_back_by_interpreter": self.read_back_by_interpreter,
            "confirmed": self.confirmed,
        }  # fmt: skip
        entries = [entry.contents() for entry in self.entries.order_by("seq")]
        text = json.dumps([header, entries], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class InterviewEntry(models.Model):
    """One thing said or done, in order. Never edited: a correction is another entry that names the one it corrects."""

    append_only = True

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        NOTE = "note", _("Note")
        OBJECTION = "objection", _("Objection")
        CORRECTION = "correction", _("Correction")
        BREAK_START = "break_start", _("Break begins")
        BREAK_END = "break_end", _("Break ends")

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(blank=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()  # client-made: an entry sent twice is one entry

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.UniqueConstraint(fields=["interview", "seq"], name="entry_order"),
            models.UniqueConstraint(fields=["interview", "key"], name="entry_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["break_start", "break_end"]) | ~Q(text=""), name="entry_says_something"
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction") | Q(corrects__isnull=False), name="correction_names_its_entry"
            ),
        ]

    def contents(self) -> dict[str, Any]:
        """What the record's fingerprint covers."""
        return {
            "seq": self.seq, "at": _instant(self.at), "kind": self.kind, "text": self.text,
            "corrects": self.corrects.seq if self.corrects else None, "author": str(self.author_id),
        }  # fmt: skip


def _instant(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat() if at else None
