"""A partner's client, and how often anybody has been asking."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from acogida.accounts.models import User
from acogida.exchange.models import Agency
from acogida.hooks.ids import uuid7


class PartnerClient(models.Model):
    """One system of an agency that may ask us: an OAuth client tied to the agency whose agreements it acts under."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="clients")
    application = models.OneToOneField("oauth2_provider.Application", on_delete=models.PROTECT, related_name="partner")
    name = models.CharField(max_length=80)  # which of the agency's systems
    scopes = ArrayField(models.CharField(max_length=60))  # given to it; agreements in force decide which of them count
    addresses = ArrayField(models.CharField(max_length=200), default=list)  # where it may have itself called
    # After a planned change of the secret the former one works until then, so that the partner can change over.
    former_secret = models.CharField(max_length=255, blank=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    rotated_at = models.DateTimeField(null=True)
    token_at = models.DateTimeField(null=True)  # when it last got a token
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoke_reason = models.CharField(max_length=300, blank=True)

    covered: list[str] | None = None  # its scopes under today's agreements, while a token is made for it

    class Meta:
        ordering = ("agency", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"], condition=models.Q(revoked_at=None), name="one_client_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.name}"

    @classmethod
    def of(cls, application: object) -> PartnerClient | None:
        """The client of an OAuth application, unless it was revoked."""
        return cls.objects.filter(application=application, revoked_at=None).order_by().first()

    @property
    def active(self) -> bool:
        return self.revoked_at is None

    @property
    def client_id(self) -> str:
        """What the partner shows with its secret."""
        client_id: Any = self.application.client_id
        return str(client_id)


class Tally(models.Model):
    """How often something happened in the present window. The table is unlogged: a crash of the database forgets it, and
    counting a call costs no wait for the disk."""

    key = models.CharField(primary_key=True, max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField()
    last = models.DateTimeField()
