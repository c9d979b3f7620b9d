"""Who of the register may already be the person at the counter, before anybody is created."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.people.models import Person
from acogida.people.queries import Likeness, likely_same
from acogida.registration.answers import Sheet, full_name
from acogida.registration.models import IntakeDraft
from acogida.registration.wishes import Wish, only_wish_of

SEXES = {"female": "F", "male": "M", "other": "X"}


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


def reason(code: str) -> str:
    """Why two persons look alike, in the reader's language."""
    sentences = {
        "same names": _("same names"),
        "most names are the same": _("most names are the same"),
        "similar names": _("similar names"),
        "same date of birth": _("same date of birth"),
        "day and month swapped": _("day and month of birth swapped"),
        "same year of birth": _("same year of birth"),
        "another date of birth": _("another date of birth"),
        "another sex": _("another sex"),
    }
    return sentences.get(code, code)


def search(request: Any, draft: IntakeDraft, sheet: Sheet, key: str) -> list[Candidate]:
    """Look for the person in the whole register, and record who looked for whom. Empty without the grant, or while
    there is no name to look for. Whose wish the form takes down is nobody else."""
    person = sheet.member(key)
    terms = _terms(sheet, key, person["answers"])
    if not request.user.can("person.search_register") or not (terms["given"] and terms["first"]):
        return []
    own = {each["of"] for each in draft.persons if each.get("of")}
    found = [likeness for likeness in likely_same(**terms) if str(likeness.person.pk) not in own]
    write(
        request,
        "person.search_register",
        draft,
        detail={
            "terms": full_name(person["answers"]),
            "birth": terms["birth"],
            "found": [str(f.person.pk) for f in found],
        },
    )
    offices = request.user.offices_for("person.view")
    open_wishes = {} if draft.wish_id or not found else only_wish_of(request.user, [f.person.pk for f in found])
    return [
        _candidate(likeness, offices, person.get("alike", {}), open_wishes.get(likeness.person.pk))
        for likeness in found
    ]


def unanswered(candidates: Mapping[str, list[Candidate]]) -> list[str]:
    """Keys of the persons with a candidate the clerk has not judged."""
    return [key for key, found in candidates.items() if any(not each.answer for each in found)]


def chosen(person: Mapping[str, Any]) -> uuid.UUID | None:
    """The person of the register whom the clerk said this is."""
    return next((uuid.UUID(other) for other, said in person.get("alike", {}).items() if said == "same"), None)


def _terms(sheet: Sheet, key: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    given, first, second = (
        str(answers.get(part) or "").strip() for part in ("given_names", "first_surname", "second_surname")
    )
    return {
        "given": given,
        "first": first,
        "second": second,
        "birth": sheet.value(key, "birth") or (None, None, None),
        "sex": SEXES.get(str(answers.get("sex") or ""), ""),
    }


def _candidate(likeness: Likeness, offices: Any, judged: Mapping[str, str], wish: Wish | None) -> Candidate:
    person: Person = likeness.person
    return Candidate(
        id=person.pk,
        name=person.full_name,
        birth_year=person.birth_year,
        office=person.office.name,
        reasons=[reason(code) for code in likeness.reasons],
        elsewhere=offices != "all" and person.office_id not in offices,
        answer=judged.get(str(person.pk), ""),
        wish=wish,
    )
