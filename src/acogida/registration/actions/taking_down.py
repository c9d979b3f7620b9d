"""The application of people whose wish to claim is on record: a form that already holds what is known of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.actions import NewMember, lock, open_case
from acogida.cases.continuing import LeftOut
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Member
from acogida.hooks.ids import uuid7
from acogida.people.models import Person
from acogida.registration import wishes
from acogida.registration.actions import drafts
from acogida.registration.answers import HOUSEHOLD
from acogida.registration.models import IntakeDraft
from acogida.registration.queries import rules_of


@transaction.atomic
def take_down(request: Any, case_id: uuid.UUID, level: str) -> IntakeDraft:
    """The form of the wish's application: the one that a colleague began, else a new one with the persons in it.

    Raises `Refused` when the case is no wish (any more).
    """
    case = _wish(request, case_id)
    if begun := open_draft(case):
        return begun
    draft = drafts.start(request, case.office, level, draft_id=uuid7())
    draft.persons.clear()
    _fill(draft, case)
    while len(draft.persons) < min(wishes.number_of_persons(case), drafts.MOST_PERSONS):
        draft.persons.append(drafts.new_person())
    drafts.touch(draft, request, ["wish"])
    return draft


@transaction.atomic
def go_on_with(request: Any, draft_id: uuid.UUID, key: str, person_id: uuid.UUID, case_id: uuid.UUID) -> IntakeDraft:
    """Make a form begun as a new application that of the wish of one of its persons. What the clerk wrote stands; what she
    did not is filled in. When a form of that case is begun already, that one is returned and this one stays as it is."""
    case = _wish(request, case_id)
    if begun := open_draft(case):
        return begun
    draft = drafts.lock(request, draft_id)
    if draft.wish_id:
        raise Refused([_("This form already goes on with another case.")])
    people = {person.pk: person for person in wishes.persons_of(case)}
    if person_id not in people:
        raise Refused([_("This person is not in that case.")])
    draft.person(key)["of"] = str(person_id)
    draft.office, draft.household["office"] = case.office, case.office.code
    _fill(draft, case)
    drafts.touch(draft, request, ["wish", "office"])
    write(
        request, "registration.alike", draft, detail={"person": str(person_id), "answer": "same", "case": case.number}
    )
    return draft


def open_draft(case: Case) -> IntakeDraft | None:
    """The form of the wish that is being filled in."""
    return case.drafts.filter(status=IntakeDraft.Status.DRAFT).first()


@transaction.atomic
def answer_left(request: Any, draft_id: uuid.UUID, answers: Mapping[str, str]) -> IntakeDraft:
    """Keep what became of the persons of the wish who are not in the application; `answers`: person key → choice."""
    draft = drafts.lock(request, draft_id)
    if draft.wish is None:
        return draft
    possible = {code for code, _label in wishes.choices(rules_of(draft), draft.wish.stage)}
    said = {person["key"]: person for person in wishes.left_out(draft)}
    changed = [key for key, answer in answers.items() if key in said and answer in possible]
    for key in changed:
        said[key]["left"] = answers[key]
    if changed:
        drafts.touch(draft, request)
    return draft


def parted(request: Any, draft: IntakeDraft, key: uuid.UUID) -> list[LeftOut]:
    """What the case is told of each who is not in the application. Those who still wish to apply go on together in a case
    of their own, with the wish's day and answers, and get its protective letter anew."""
    wish = draft.wish
    if wish is None:
        return []
    said = {uuid.UUID(person["of"]): person.get("left", "") for person in wishes.left_out(draft)}
    waiting = [pk for pk, answer in said.items() if answer == wishes.GOES_ON]
    number = _goes_on(request, wish, waiting, key).number if waiting else ""
    asked = wishes.cause_field(rules_of(draft), wish.stage)
    return [
        LeftOut(pk, elsewhere=number)
        if answer == wishes.GOES_ON
        else LeftOut(pk, {asked.code: answer} if asked else {})
        for pk, answer in said.items()
        if answer
    ]


def _goes_on(request: Any, wish: Case, waiting: list[uuid.UUID], key: uuid.UUID) -> Case:
    first = wish.events.order_by("seq").first()
    rule = packs.current().transitions.get(first.kind) if first else None
    if first is None or rule is None:
        raise Refused([_("The rules in force have no step for a wish of its own; choose another answer.")])
    people = Person.objects.in_bulk(waiting)
    roles = [Member.Role.PRINCIPAL, *[Member.Role.DEPENDANT] * (len(waiting) - 1)]
    answers = {each.code: first.payload[each.code] for each in rule.fields if each.code in first.payload}
    if "persons" in answers:
        answers["persons"] = len(waiting)
    on = wish.intent_on or wish.presented_on
    return open_case(
        request, office=wish.office, presented_on=on, intent_on=on, key=key, case_id=uuid.uuid5(key, str(wish.pk)),
        members=[NewMember(people[pk], role) for pk, role in zip(waiting, roles, strict=True)],
        payload={**answers, "continues": wish.number}, transition=rule.name,
    )  # fmt: skip


def _wish(request: Any, case_id: uuid.UUID) -> Case:
    """The wish's case, locked: one form of it begins at a time."""
    case = lock(case_id)
    require(request.user, "registration.intake", case.office_id)
    if not wishes.is_wish(case):
        raise Refused([_("This case is an application already, or was closed.")])
    return case


def _fill(draft: IntakeDraft, case: Case) -> None:
    """Put what is known of the wish's persons into the form, and keep beside it that this is what was known."""
    people, relations = (
        wishes.persons_of(case),
        dict(case.members.filter(end=None).values_list("person_id", "relation")),
    )
    known: dict[str, Any] = {HOUSEHOLD: wishes.household_of(people[0]), "persons": []}
    for person in people:
        answers = wishes.answers_of(person, relations.get(person.pk, ""))
        entry = next((each for each in draft.persons if each.get("of") == str(person.pk)), None)
        entry = entry or wishes.matching(draft.persons, person)
        if entry is None:
            entry = drafts.new_person()
            draft.persons.append(entry)
        entry["of"] = str(person.pk)
        entry["alike"] = {other: said for other, said in entry["alike"].items() if other != str(person.pk)}
        _add(entry["answers"], answers)
        known["persons"].append({"key": entry["key"], "answers": answers})
    _add(draft.household, known[HOUSEHOLD])
    draft.wish, draft.data["known"] = case, known


def _add(place: dict[str, Any], answers: Mapping[str, Any]) -> None:
    """Fill in what nobody wrote yet."""
    for code, answer in answers.items():
        if place.get(code) in (None, "", [], {}):
            place[code] = answer
