"""The intake form of a household: a draft while it is filled in, the declared data set once it is presented."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.cases.models import Case
from acogida.hooks.ids import uuid7
from acogida.people.models import Person
from acogida.registration import answers


class IntakeDraft(models.Model):
    """One household at the desk. Its id becomes the id of the case it presents, so that presenting twice is one case;
    a form that takes down the application of a `wish` continues the wish's case instead.

    `data` = {"household": {field: raw answer}, "persons": [{"key", "answers", "photo", "removed", "alike"}]}; answers
    stand as typed and are judged by the pack's form when shown and before presentation. `alike` holds what the clerk
    answered for each likely duplicate: {person id: "same" | "different" | "unsure"}. Of a wish, `of` is the id of the
    person of the register whom the answers are about, `left` what became of one who is not in the application, and
    data["known"] = {"household", "persons"} what the register knew when the form was begun: only what differs from it
    corrects a person.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PRESENTED = "presented", _("Presented")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")  # who holds it now
    level = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    title = models.CharField(max_length=210, blank=True)  # the principal's name, for the list
    step = models.CharField(max_length=80, blank=True)  # the page last open
    version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="intake")
    wish = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="drafts")  # taken down from it
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "-updated_at"], name="draft_office", condition=Q(status="draft")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="presented", case__isnull=False) | (~Q(status="presented") & Q(case=None)),
                name="presented_draft_has_case",
            ),
            models.UniqueConstraint(fields=["wish"], condition=Q(status="draft"), name="one_open_draft_per_wish"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def household(self) -> dict[str, Any]:
        return self.data.setdefault("household", {})

    @property
    def persons(self) -> list[dict[str, Any]]:
        """Every person added, also removed ones (they can be brought back)."""
        return self.data.setdefault("persons", [])

    @property
    def members(self) -> list[dict[str, Any]]:
        """The persons who are not removed; the first is the principal applicant."""
        return [person for person in self.persons if not person.get("removed")]

    def person(self, key: str) -> dict[str, Any]:
        """The person with that key; LookupError when there is none."""
        for person in self.persons:
            if person["key"] == key:
                return person
        raise LookupError(key)

    def refresh_title(self) -> None:
        members = self.members
        self.title = answers.full_name(members[0]["answers"])[:210] if members else ""


class RegisterImport(models.Model):
    """A file of an old register: how it is read, what people answered, and how far it has come in.

    The file itself is kept (deflated) as the evidence of what was brought in, so that reading it again under the same
    `mapping`, `answers`, day and offices gives the same families in the same order: `position` says how many of them are
    in, and a killed run goes on from there.
    """

    class State(models.TextChoices):
        READ = "read", _("Read, not brought in")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Brought in")
        FAILED = "failed", _("Stopped by a fault")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    mapping = models.TextField()  # TOML
    reading = models.JSONField(default=dict)  # encoding, separator and columns where people corrected them
    answers = models.JSONField(default=dict)
    read_on = models.DateField()  # the day it is judged by: what is in the future, who is how old
    offices = models.JSONField(null=True)  # codes of the offices whose cases may come in; null: all
    matching = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    found = models.JSONField(default=dict)  # the counts of the dry run
    total = models.PositiveIntegerField(default=0)  # families to bring in
    position = models.PositiveIntegerField(default=0)  # of them, those that are done with
    cases = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    known = models.JSONField(default=list)  # case numbers that were in the register already
    suspected = models.PositiveIntegerField(default=0)  # pairs given to the desk
    problem = models.TextField(blank=True)
    seconds = models.FloatField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(state__in=["running", "done"]), name="file_brought_in_once"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(models.Model):
    """A row of an old register as it stood, and what became of it: the evidence behind a person and a case."""

    source = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()  # as a spreadsheet counts it
    cells = models.JSONField()  # in the order of the file's headers
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="imported_rows")

    class Meta:
        ordering = ("source", "number")
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="row_brought_in_once")]
