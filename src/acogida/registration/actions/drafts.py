"""Filling in an intake form: kept on every change, never overwriting what a colleague wrote."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.files.errors import NotAllowed
from acogida.files.images import normalise_photo
from acogida.files.media import JPEG
from acogida.files.models import Blob
from acogida.files.store import put
from acogida.law.model.forms import LEVELS
from acogida.registration.access import visible_to
from acogida.registration.answers import HOUSEHOLD
from acogida.registration.fields import KEPT_ELSEWHERE
from acogida.registration.models import IntakeDraft
from acogida.registration.naming import propose
from acogida.registration.queries import rules_of

MOST_PERSONS = 40
LONGEST_ANSWER = 25_000
LARGEST_PHOTO = 10 * 1024 * 1024
NAME_PARTS = ("given_names", "first_surname", "second_surname")
ALIKE_ANSWERS = ("same", "different", "unsure")


@dataclass(frozen=True)
class Saved:
    """What became of a save: the new version, fields filled in by proposal, and what a colleague wrote meanwhile."""

    version: int
    proposed: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Any] = field(default_factory=dict)  # path → the value that stands


@transaction.atomic
def start(request: Any, office: Office, level: str, *, draft_id: uuid.UUID) -> IntakeDraft:
    """Open an intake form at `office`. The same `draft_id` again (a double click) is the same form."""
    require(request.user, "registration.intake", office)
    if existing := IntakeDraft.objects.filter(pk=draft_id).first():
        return visible_to(request.user).get(pk=existing.pk)
    if level not in LEVELS:
        raise Refused([_("Choose how much will be asked.")])
    now = office.now()
    household = {"office": office.code, "presented_on": now.date().isoformat(), "presented_at": f"{now:%H:%M}"}
    draft = IntakeDraft.objects.create(
        id=draft_id, office=office, created_by=request.user, updated_by=request.user, level=level,
        data={HOUSEHOLD: household, "persons": [new_person()]},
    )  # fmt: skip
    write(request, "registration.start", draft)
    return draft


@transaction.atomic
def save_answers(request: Any, draft_id: uuid.UUID, changes: Mapping[str, tuple[Any, Any]], *, step: str = "") -> Saved:
    """Keep answers as typed. `changes`: "household/field" or "person key/field" → (what the page showed, what is there now).

    An answer is written only over what the page showed: when a colleague changed it meanwhile, theirs stands and comes
    back as a conflict, for the clerk to choose. Sending the same change twice changes nothing.
    """
    draft = lock(request, draft_id)
    form = rules_of(draft).form(draft.level)
    kinds = {one.code: one for one in form.fields()}
    conflicts: dict[str, Any] = {}
    written = []
    for path, (was, now) in changes.items():
        key, _slash, code = path.partition("/")
        question = kinds.get(code)
        if question is None or question.type in KEPT_ELSEWHERE or len(str(now)) > LONGEST_ANSWER:
            continue
        place = _place(draft, key)
        if place is None or (question.scope == "person") == (key == HOUSEHOLD):
            continue
        stands = place.get(code)
        if _same(stands, now):
            continue
        if not _same(stands, was):
            conflicts[path] = stands
            continue
        place[code] = now
        written.append(path)
    proposed = _propose_names(draft, written)
    _move_office(request, draft, written)
    if written or (step and step != draft.step):
        draft.step = step or draft.step
        touch(draft, request, ["step", "office"], changed=bool(written))
    return Saved(draft.version, proposed, conflicts)


@transaction.atomic
def add_person(request: Any, draft_id: uuid.UUID, *, key: str) -> IntakeDraft:
    """One more person in the household; `key` is made by the page, so that a double click adds one."""
    draft = lock(request, draft_id)
    if any(person["key"] == key for person in draft.persons):
        return draft
    if len(draft.members) >= MOST_PERSONS:
        raise Refused([_("A household can have %(most)s persons; open another form.") % {"most": MOST_PERSONS}])
    person = new_person(key)
    if draft.members:  # families come from one place: proposed, and corrected where it is not so
        person["answers"] = {
            code: value for code, value in draft.members[0]["answers"].items() if code in ("nationality", "languages")
        }
    draft.persons.append(person)
    touch(draft, request)
    return draft


@transaction.atomic
def set_removed(request: Any, draft_id: uuid.UUID, key: str, removed: bool) -> IntakeDraft:
    """Take a person out of the household, or bring her back with everything that was written."""
    draft = lock(request, draft_id)
    person = draft.person(key)
    if removed and draft.members == [person]:
        raise Refused([_("A claim needs at least one person.")])
    if bool(person.get("removed")) != removed:
        person["removed"] = removed
        touch(draft, request)
    return draft


@transaction.atomic
def set_photo(request: Any, draft_id: uuid.UUID, key: str, data: bytes | None) -> str:
    """Keep (or with None take away) a person's photo; returns its hash. Raises files.errors.NotAllowed."""
    draft = lock(request, draft_id)
    person = draft.person(key)
    if data and len(data) > LARGEST_PHOTO:
        raise NotAllowed(_("The photo is larger than 10 MB."))
    photo = put(normalise_photo(data), JPEG).sha256 if data else ""
    if person.get("photo", "") != photo:
        person["photo"] = photo
        touch(draft, request)
    return photo


@transaction.atomic
def answer_alike(request: Any, draft_id: uuid.UUID, key: str, other: uuid.UUID, answer: str) -> IntakeDraft:
    """The clerk's answer to "is this the same person?" for one likely duplicate."""
    if answer not in ALIKE_ANSWERS:
        raise Refused([_("Answer: the same person, another person, or not sure.")])
    draft = lock(request, draft_id)
    person = draft.person(key)
    judged = person.setdefault("alike", {})
    if answer == "same":  # one person is one other person
        for each in [each for each, said in judged.items() if said == "same"]:
            judged[each] = "different"
    judged[str(other)] = answer
    touch(draft, request)
    write(request, "registration.alike", draft, detail={"person": str(other), "answer": answer})
    return draft


@transaction.atomic
def set_discarded(request: Any, draft_id: uuid.UUID, discarded: bool) -> IntakeDraft:
    """Put a draft aside, or take it up again. Nothing is deleted."""
    draft = lock(request, draft_id, allow_discarded=True)
    wanted = IntakeDraft.Status.DISCARDED if discarded else IntakeDraft.Status.DRAFT
    if draft.status != wanted:
        if not discarded and draft.wish and draft.wish.drafts.filter(status=IntakeDraft.Status.DRAFT).exists():
            raise Refused([_("Another form is already being filled in for this case; go on with that one.")])
        draft.status = wanted
        touch(draft, request, ["status"])
        write(request, "registration.discard" if discarded else "registration.restore", draft)
    return draft


class NotADraft(Refused):
    """The form was presented or discarded; `draft` says where it went."""

    def __init__(self, draft: IntakeDraft) -> None:
        super().__init__([_("This form was already presented or discarded; it cannot be changed.")])
        self.draft = draft


def lock(request: Any, draft_id: uuid.UUID, *, allow_discarded: bool = False) -> IntakeDraft:
    """The draft, locked until the transaction ends. Raises DoesNotExist outside the user's offices, NotADraft."""
    draft = (
        visible_to(request.user)
        .select_for_update(of=("self",))
        .select_related("office", "case", "wish")
        .get(pk=draft_id)
    )
    changeable = [IntakeDraft.Status.DRAFT, *([IntakeDraft.Status.DISCARDED] if allow_discarded else [])]
    if draft.status not in changeable:
        raise NotADraft(draft)
    return draft


def photo_of(person: Mapping[str, Any]) -> Blob | None:
    return Blob.objects.filter(pk=person["photo"]).first() if person.get("photo") else None


def new_person(key: str = "") -> dict[str, Any]:
    return {"key": key or uuid.uuid4().hex[:12], "answers": {}, "photo": "", "removed": False, "alike": {}}


def _place(draft: IntakeDraft, key: str) -> dict[str, Any] | None:
    if key == HOUSEHOLD:
        return draft.household
    person = next((person for person in draft.persons if person["key"] == key), None)
    return person["answers"] if person else None


def _same(one: Any, other: Any) -> bool:
    return _bare(one) == _bare(other)


def _bare(value: Any) -> Any:
    """Empty answers are alike however they are written."""
    if isinstance(value, Mapping):
        return {part: text for part, text in value.items() if text not in (None, "")} or None
    if isinstance(value, list):
        return [one for one in value if one not in (None, "")] or None
    return None if value == "" else value


def _propose_names(draft: IntakeDraft, written: list[str]) -> dict[str, str]:
    """Fill the parts of a name from how it was said, where the clerk wrote no part yet."""
    proposed = {}
    for path in written:
        key, _slash, code = path.partition("/")
        if code != "name_as_declared":
            continue
        answers = draft.person(key)["answers"]
        if any(answers.get(part) for part in NAME_PARTS):
            continue
        for part, text in zip(NAME_PARTS, propose(str(answers.get(code) or "")), strict=True):
            if text:
                answers[part] = proposed[f"{key}/{part}"] = text
    return proposed


def _move_office(request: Any, draft: IntakeDraft, written: list[str]) -> None:
    """A form belongs to the office it names, where the clerk registers too; that of a wish stays with its case."""
    if f"{HOUSEHOLD}/office" not in written:
        return
    office = Office.objects.filter(code=draft.household.get("office")).first()
    if office and draft.wish is None and request.user.can("registration.intake", office):
        draft.office = office
    else:
        draft.household["office"] = draft.office.code


def touch(draft: IntakeDraft, request: Any, also: list[str] | None = None, *, changed: bool = True) -> None:
    if changed:
        draft.version += 1
    draft.updated_by = request.user
    draft.refresh_title()
    draft.save(update_fields=["data", "version", "updated_by", "updated_at", "title", *(also or [])])
