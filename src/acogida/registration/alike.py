"""Who of the register may already be the person at the counter, before anybody is created."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acogida.audit.record import write
from acogida.people.access import hidden_from
from acogida.people.matching.record import Record
from acogida.people.matching.search import Match, likely
from acogida.people.matching.wording import words
from acogida.people.models import Person
from acogida.registration.answers import Sheet, full_name
from acogida.registration.models import IntakeDraft
from acogida.registration.wishes import Wish, only_wish_of

SEXES = {"female": "F", "male": "M", "other": "X"}
SHOWN = 5


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
    found = [match for match in matches if match.person_id in known][:SHOWN]
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
