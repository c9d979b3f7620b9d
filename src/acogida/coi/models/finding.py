"""What the search page keeps: searches somebody saved, how many were made, and what was looked for in vain.

The words of a search are kept in two places only: the audit trail, and a search its owner saved. The counts hold none.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import User
from acogida.hooks.ids import uuid7


class SavedSearch(models.Model):
    """A search its owner wants to make again. `query`: {"words": str, "chips": [str]}, as the box takes them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="coi_searches")
    name = models.CharField(max_length=80)
    query = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()  # what was captured since then is new to her
    removed_at = models.DateTimeField(null=True)  # put aside; can be taken back
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("name",)
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_saved_search_has_a_name")]

    def __str__(self) -> str:
        return self.name


class SearchCount(models.Model):
    """How many searches of a day were alike: where, about what, in which languages, with how many answers, by whom (a role).
    Neither words nor persons."""

    class Found(models.TextChoices):
        NONE = "none", _("Nothing found")
        FEW = "few", _("Fewer than five")
        MANY = "many", _("Five or more")

    day = models.DateField()
    country = models.CharField(max_length=2, blank=True)  # the only one that was asked about; otherwise empty
    topics = ArrayField(models.CharField(max_length=40), default=list)
    languages = ArrayField(models.CharField(max_length=16), default=list)  # those asked for; empty: any
    found = models.CharField(max_length=4, choices=Found)
    role = models.CharField(max_length=40, blank=True)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "country", "topics", "languages", "found", "role"], name="searches_of_a_day_counted_once"
            )
        ]


class MissedSearch(models.Model):
    """A reader said that what she looked for is not there. Not who said it, nor in which words she looked."""

    key = models.UUIDField(primary_key=True)  # made by the page: said twice is said once
    day = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    topics = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        indexes = [models.Index(fields=["day"], name="missed_searches_of_a_day")]
