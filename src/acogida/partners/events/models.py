"""Who wishes to hear of what, and where."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from acogida.hooks.ids import uuid7
from acogida.partners.oauth.models import PartnerClient

COUNTDOWN, MOST = 3600, 168  # OSIA's own: every hour for seven days


class Subscription(models.Model):
    """One address of a partner that is called when something happens under a topic. Nothing is told before it was
    confirmed, nor after it ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(PartnerClient, on_delete=models.PROTECT, related_name="subscriptions")
    topic = models.CharField(max_length=40)  # events.topics
    address = models.CharField(max_length=500)
    countdown = models.PositiveIntegerField(default=COUNTDOWN)  # seconds between attempts
    most = models.IntegerField(default=MOST)  # attempts; -1: for as long as it takes
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "topic", "address"], condition=Q(ended_at=None), name="subscribed_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["topic"], name="subscribed_to", condition=Q(ended_at=None, confirmed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"

    @property
    def active(self) -> bool:
        """Whether it was confirmed and has not ended."""
        return self.confirmed_at is not None and self.ended_at is None
