"""Searches that partners asked for, until they fetch what was found."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from acogida.partners.oauth.models import PartnerClient


class IdentifyTask(models.Model):
    """One question "who is this?" (OSIA: identify). Question and answer are sealed, and go when their time is up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # random: it must not be guessed
    client = models.ForeignKey(PartnerClient, on_delete=models.PROTECT, related_name="+")
    transaction = models.CharField(max_length=64)  # SHA-256 of the client's transactionId
    asked_sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)  # of the agreement that says which fields the answer holds
    sealed = models.BinaryField()  # the question, then the answer
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "transaction"], name="identify_once")]
        indexes = [models.Index(fields=["created_at"], name="identify_by_age")]
