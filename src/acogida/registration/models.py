"""The intake form of a household: a draft while it is filled in, the declared data set once it is presented."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.cases.models import Case
from acogida.hooks.ids import uuid7
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
