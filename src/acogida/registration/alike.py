"""Who of the register may already be the person at the counter, before anybody is created."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.core.exceptions import PermissionDenied

from acogida.audit.record import write
from acogida.people import identity
from acogida.people.access import hidden_from
from acogida.people.duplicates import NotPossible, judge, notice, suspect
from acogida.people.judgements import Judgement, Source
from acogida.people.matching.record import Record
from acogida.people.matching.search import Match, likely
from acogida.people.matching.wording import words
from acogida.people.models import Person
from acogida.registration.answers import Sheet, full_name
from acogida.registration.models import IntakeDraft
from acogida.registration.wishes import Wish, only_wish_of

SEXES = {"female": "F", "male": "M", "other": "X"}
SHOWN = 5
DIFFERENT, UNSURE = Judgement.Verdict.DIFFERENT.value, Judgement.Verdict.UNSURE.value


@dataclass(frozen=True)
class Candidate:
    """A likely duplicate as the clerk may see it: name, birth year, office and why; more only within her offices."""

    id: uuid.UUID
    name: str
    birth_year: int | None
    office: str
    reasons: list[str]
    elsewhere: bool  # another office's person: ask there
    answer: str  # "" until the clerk answered
    wish: Wish | None = None  # her only open case, not an application yet: the form can go on with it


def search(request: Any, draft: IntakeDraft, sheet: Sheet, key: str) -> list[Candidate]:
    """Look for the person in the whole register, and record who looked for whom. Empty without the grant, or while
    there is no name to look for. Whose wish the form takes down is nobody else; a sealed person is not shown."""
    person = sheet.member(key)
    record = _record(sheet, key, person["answers"])
    if not request.user.can("person.search_register") or not (record.given and (record.first or record.year)):
        return []
    own = {each["of"] for each in draft.persons if each.get("of")}
    matches = [match for match in likely(record, limit=2 * SHOWN) if str(match.person_id) not in own]
    persons = Person.objects.exclude(pk__in=hidden_from(request.user).values("pk")).select_related("office")
    known = persons.in_bulk([match.person_id for match in matches])
    found = _once([match for match in matches if match.person_id in known])[:SHOWN]
    write(
        request,
        "person.search_register",
        draft,
        detail={
            "terms": full_name(person["answers"]),
            "birth": [record.year, record.month, record.day],
            "found": [str(match.person_id) for match in found],
        },
    )
    offices = request.user.offices_for("person.view")
    open_wishes = {} if draft.wish_id or not found else only_wish_of(request.user, [match.person_id for match in found])
    return [
        _candidate(known[match.person_id], match, offices, person.get("alike", {}), open_wishes.get(match.person_id))
        for match in found
    ]


def _once(matches: list[Match]) -> list[Match]:
    """Those who are one person, once: by the record that is most alike."""
    clusters = identity.clusters(match.person_id for match in matches)
    return list({clusters[match.person_id]: match for match in reversed(matches)}.values())[::-1]


def settle(request: Any, people: Mapping[uuid.UUID, Mapping[str, Any]]) -> None:
    """The clerk's answers become judgements now that the persons exist (person → her part of the form), and whoever looks
    alike and was not answered for, or not shown to her, goes to the duplicates desk."""
    household = {frozenset(pair) for pair in combinations(people, 2)}
    answered = set()
    for person, answers in people.items():
        for other, said in answers.get("alike", {}).items():
            pair = frozenset({person, uuid.UUID(other)})
            if said in (DIFFERENT, UNSURE) and len(pair) == 2:
                _say(request, person, uuid.UUID(other), said)
                if said == DIFFERENT:
                    answered.add(pair)
    notice(people, Source.INTAKE, apart=household | answered)


def _say(request: Any, person: uuid.UUID, other: uuid.UUID, said: str) -> None:
    """One answer of the form. What contradicts a judgement made meanwhile is left to the desk."""
    if said == UNSURE:
        suspect([(person, other, None, None)], Source.INTAKE)
    key = uuid.uuid5(person, f"intake {other}")
    with suppress(NotPossible, PermissionDenied, Person.DoesNotExist):
        judge(request, person, other, said, key=key, expected=None, source=Source.INTAKE)


def unanswered(candidates: Mapping[str, list[Candidate]]) -> list[str]:
    """Keys of the persons with a candidate the clerk has not judged."""
    return [key for key, found in candidates.items() if any(not each.answer for each in found)]


def chosen(person: Mapping[str, Any]) -> uuid.UUID | None:
    """The person of the register whom the clerk said this is."""
    return next((uuid.UUID(other) for other, said in person.get("alike", {}).items() if said == "same"), None)


def _record(sheet: Sheet, key: str, answers: Mapping[str, Any]) -> Record:
    """What was typed so far, finished or not."""

    def typed(code: str) -> str:
        return str(answers.get(code) or "").strip()

    year, month, day = sheet.value(key, "birth") or (None, None, None)
    nationalities = sheet.value(key, "nationality") or []
    return Record(
        typed("given_names"), typed("first_surname"), typed("second_surname"), year, month, day,
        SEXES.get(typed("sex"), ""), nationalities[0] if nationalities else "",
        tuple(each for each in (typed("name_as_declared"), *(sheet.value(key, "other_names") or [])) if each),
    )  # fmt: skip


def _candidate(person: Person, match: Match, offices: Any, judged: Mapping[str, str], wish: Wish | None) -> Candidate:
    return Candidate(
        id=person.pk,
        name=person.full_name,
        birth_year=person.birth_year,
        office=person.office.name,
        reasons=words(match.evidence),
        elsewhere=offices != "all" and person.office_id not in offices,
        answer=judged.get(str(person.pk), ""),
        wish=wish,
    )
