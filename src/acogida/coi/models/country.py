"""What the unit decides about a country: how often it looks, and that something happened there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import User
from acogida.hooks.ids import uuid7


class CountryPriority(models.Model):
    """How closely a country is followed, A (first) to E."""

    country = models.CharField(max_length=2, primary_key=True)  # ISO 3166-1 alpha-2
    priority = models.CharField(max_length=1, default="C")
    reason = models.TextField(blank=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(priority__in=["A", "B", "C", "D", "E"]), name="country_priority_a_to_e")
        ]


class CountryFlag(models.Model):
    """Something happened in a country that may make what is cited about it old: a coup, a state of exception, a quake."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Change of government")
        CONFLICT = "conflict", _("Armed conflict or violence")
        EXCEPTION = "exception", _("State of exception")
        DISASTER = "disaster", _("Disaster")
        LAW = "law", _("Change of the law")
        OTHER = "other", _("Other event")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()  # the day of the event: what was collected before it may be old
    text = models.TextField()
    source_url = models.URLField(max_length=1000, blank=True)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-on",)
        indexes = [models.Index(fields=["country", "on"], name="flags_of_a_country")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_flag_says_what_happened")]
