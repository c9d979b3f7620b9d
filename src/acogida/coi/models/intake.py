"""What came to the intake: a batch of files, addresses or a pasted text, and what became of each."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.coi.models.document import Document, DocumentVersion
from acogida.coi.models.source import Source
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7


class IntakeBatch(models.Model):
    """What somebody handed in at one time."""

    class Way(models.TextChoices):
        UPLOAD = "upload", _("Files")
        PASTE = "paste", _("Pasted text")
        ADDRESSES = "addresses", _("List of addresses")
        COMMAND = "command", _("Command line")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    way = models.CharField(max_length=10, choices=Way)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)  # of all of it, where the files say none
    published_on = models.DateField(null=True)  # the same
    restricted = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-created_at",)


class IntakeItem(models.Model):
    """One file or address of a batch. `content`: what was read from it, packed, until it is taken or left."""

    class State(models.TextChoices):
        TO_FETCH = "to_fetch", pgettext_lazy("intake", "To be fetched by a person")
        WAITING = "waiting", pgettext_lazy("intake", "Waiting to be read")
        READ = "read", pgettext_lazy("intake", "To be confirmed")
        TAKING = "taking", pgettext_lazy("intake", "Coming in")
        TAKEN = "taken", pgettext_lazy("intake", "In the library")
        UNCHANGED = "unchanged", pgettext_lazy("intake", "Already there")
        LEFT = "left", pgettext_lazy("intake", "Left out")
        FAILED = "failed", pgettext_lazy("intake", "Not read")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(IntakeBatch, on_delete=models.CASCADE, related_name="items")
    ordinal = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    fetched = models.JSONField(default=dict)  # what the server said of it, and where it was in the end
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)  # a file that kills its reader is not tried for ever
    done = models.PositiveIntegerField(default=0)  # pages or entries, of
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)  # a code of intake.words
    problem_data = models.JSONField(default=dict)
    proposed = models.JSONField(default=dict)  # title, language, published, countries, topics, kind; counts of a list
    content = models.BinaryField(null=True)
    near = ArrayField(models.UUIDField(), default=list)  # documents with nearly the same text
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="+"
    )  # of which it is an edition
    version = models.ForeignKey(
        DocumentVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )  # what it became
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("batch", "ordinal")
        constraints = [
            models.UniqueConstraint(fields=["batch", "ordinal"], name="one_item_after_another"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="a_failed_item_says_why"),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=["waiting", "taking"]), name="intake_to_do"),
        ]
