"""The audit trail: records as they happen, and the seals that chain them."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Record(models.Model):
    """One thing somebody did or saw. Inserted in the caller's transaction, never changed (trigger), never
    deletable by the application's database role."""

    append_only = True

    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=150)
    roles = models.CharField(max_length=200, blank=True)
    office_id = models.IntegerField(null=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
            BrinIndex(fields=["at"], name="audit_at"),
        ]

    SEALED_FIELDS = (
        "id", "at", "actor_id", "actor_name", "roles", "office_id", "action", "subject_type", "subject_id",
        "reason", "request_id", "detail",
    )  # fmt: skip


class Seal(models.Model):
    """A record's place in the chain: hash = SHA-256(previous hash, record)."""

    append_only = True

    position = models.BigIntegerField(primary_key=True)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, db_constraint=False)
    hash = models.CharField(max_length=64)


class Pending(models.Model):
    """Ids that wait for the sealer, written by a trigger on insert."""

    record_id = models.BigIntegerField(primary_key=True)
