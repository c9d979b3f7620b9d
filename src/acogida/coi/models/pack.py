"""Packs: what everybody who decides about a country reads, in a fixed order, as it stood on a day."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from acogida.accounts.models import User
from acogida.coi.models.document import Document, DocumentVersion
from acogida.exchange.models import Disclosure
from acogida.files.models import Blob
from acogida.hooks.ids import uuid7

SECTIONS = 16  # of the section axis of the topics, in their order


class Pack(models.Model):
    """The documents on a country, or on one profile of persons there (`profile`, a code of the profile axis; ""), as the
    national documentation packages of the Canadian board are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    profile = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("country", "profile")
        constraints = [models.UniqueConstraint(fields=["country", "profile"], name="one_pack_of_a_country_and_profile")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """HND, or HND-extorted_trader: as decisions cite it."""
        from acogida.coi.intake.countries import alpha3

        return f"{alpha3(self.country)}-{self.profile}" if self.profile else alpha3(self.country)


class PackVersion(models.Model):
    """A pack as it was issued on a day: then never changed (by trigger), except that a later one supersedes it."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("pack", "Draft")
        REVIEW = "review", pgettext_lazy("pack", "In review")
        ISSUED = "issued", pgettext_lazy("pack", "Issued")
        SUPERSEDED = "superseded", pgettext_lazy("pack", "Superseded")

    OPEN = (State.DRAFT, State.REVIEW)
    OUT = (State.ISSUED, State.SUPERSEDED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    date = models.DateField(null=True)  # the day it was issued, in the time of the unit
    of_day = models.PositiveSmallIntegerField(default=1)  # which of that day: a citation names one version only
    note = models.TextField(blank=True)  # what changed and why, for those who use it
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+"
    )  # what it was started from
    # Of a pack on a profile: the version of the country's pack that it is a part of.
    part_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    changes = models.PositiveIntegerField(default=1)  # counts writes to a draft and its items
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("pack", "-sequence")
        constraints = [
            models.UniqueConstraint(fields=["pack", "sequence"], name="pack_versions_one_after_another"),
            models.UniqueConstraint(
                fields=["pack"], condition=Q(state__in=["draft", "review"]), name="one_draft_of_a_pack"
            ),
            models.UniqueConstraint(fields=["pack"], condition=Q(state="issued"), name="one_pack_version_in_force"),
            models.UniqueConstraint(
                fields=["pack", "date", "of_day"],
                condition=Q(date__isnull=False),
                name="a_citation_names_one_pack_version",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review"], approved_by=None, approved_at=None, date=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, date__isnull=False),
                name="an_issued_pack_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("made_by")),
                name="a_pack_is_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """HND (30-09-2026), as decisions cite it, a second one of that day HND (30-09-2026/2); a draft says its number
        instead."""
        if self.date is None:
            return f"{self.pack.code} #{self.sequence}"
        again = f"/{self.of_day}" if self.of_day > 1 else ""
        return f"{self.pack.code} ({self.date:%d-%m-%Y}{again})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class PackItem(models.Model):
    """One document in a pack, as the edition it was: item 2.1 is the first of section 2. Its version says of what day; it is
    cited as "Pack HND (30-09-2026) item 2.1"."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="items")
    section_no = models.PositiveSmallIntegerField()  # 1..16, of the section axis
    item_no = models.PositiveSmallIntegerField()
    document_version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="pack_items")
    why_included = models.TextField()
    change_reason = models.TextField(blank=True)  # why it was added, replaced or moved in this version
    quality_review = models.TextField(blank=True)  # what the second person noted
    restricted = models.BooleanField(default=False)  # the document is not public: left out of what is shared
    replaces = models.ForeignKey(DocumentVersion, null=True, on_delete=models.PROTECT, related_name="+")
    taken_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # the country's pack
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # in this version

    class Meta:
        ordering = ("version", "section_no", "item_no")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "section_no", "item_no"], name="one_item_of_a_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["version", "section_no", "document_version"], name="a_document_once_in_a_section"
            ),
            models.CheckConstraint(condition=Q(section_no__range=(1, SECTIONS)), name="section_from_1_to_16"),
            models.CheckConstraint(condition=Q(item_no__gte=1), name="items_are_counted_from_1"),
            models.CheckConstraint(condition=~Q(why_included=""), name="an_item_says_why"),
        ]  # fmt: skip

    @property
    def number(self) -> str:
        return f"{self.section_no}.{self.item_no}"

    @property
    def document(self) -> Document:
        return self.document_version.document


class PackRemoval(models.Model):
    """A document that was in the version before and is not in this one, and why."""

    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="removals")
    section_no = models.PositiveSmallIntegerField()
    item_no = models.PositiveSmallIntegerField()
    document_version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("version", "section_no", "item_no")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_removal_says_why")]


class PackReview(models.Model):
    """The quality review of a version by a second person: each point of the checklist, and what came of it. Written once."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("pack", "Approved")
        RETURNED = "returned", pgettext_lazy("pack", "Returned")

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict)
    points = models.JSONField(default=dict)  # code of coi.packs.checklist → {"met": bool, "note": str}
    text = models.TextField(blank=True)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-at",)


class PackSuggestion(models.Model):
    """A document that somebody who decides misses in a pack. About documents only: nobody's case is in it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("suggestion", "Open")
        TAKEN = "taken", pgettext_lazy("suggestion", "Taken up")
        DECLINED = "declined", pgettext_lazy("suggestion", "Not taken up")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="suggestions")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    why = models.TextField()
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="+"
    )  # where the library has it
    suggested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-suggested_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_by=None) | Q(answered_by__isnull=False),
                name="a_suggestion_is_answered_by_somebody",
            ),
        ]


class PackIndex(models.Model):
    """The sealed table of contents of an issued version, made once for each choice of what is in it, so that the file made
    of it is always the same."""

    append_only = True

    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="indexes")
    left_out = ArrayField(models.CharField(max_length=8), default=list)  # item numbers
    contents = models.CharField(max_length=64)  # sha256 of its index.json
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "contents"], name="one_index_of_the_same_contents")]


class PackExport(models.Model):
    """A file of an issued version: whole, or `shared` without what is restricted."""

    class State(models.TextChoices):
        MAKING = "making", pgettext_lazy("file", "Being made")
        READY = "ready", pgettext_lazy("file", "Ready")
        FAILED = "failed", pgettext_lazy("file", "Failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="exports")
    shared = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.MAKING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(null=True)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["version", "shared"],
                condition=Q(state__in=["making", "ready"]),
                name="one_file_of_a_pack_version",
            ),
            models.CheckConstraint(condition=~Q(state="ready") | Q(blob__isnull=False), name="a_ready_file_is_there"),
        ]


class PackShare(models.Model):
    """That a version went to another authority as a file, or was kept from going; the proof stands in `exchange`."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="shares")
    recipient = models.CharField(max_length=200)
    country = models.CharField(max_length=2)  # of the recipient
    why = models.CharField(max_length=300)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    shared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-at",)
