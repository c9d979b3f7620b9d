"""From a wish to claim to the form of the application: which case, what is known, what may become of who did not come."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.cases import packs
from acogida.cases.access import visible_to
from acogida.cases.continuing import closing_step
from acogida.cases.models import Case, Claim
from acogida.law import Pack, StepField
from acogida.people import names
from acogida.people.models import Person
from acogida.registration.answers import full_name
from acogida.registration.lists import STATELESS
from acogida.registration.models import IntakeDraft

PRESENT = "present"
SEXES = {"F": "female", "M": "male", "X": "other"}
GOES_ON = "wish_goes_on"  # the answer for who still wishes to apply, on another day


@dataclass(frozen=True)
class Wish:
    """The open case of a wish, as it is offered to go on with."""

    case: uuid.UUID
    number: str
    on: dt.date


def is_wish(case: Case) -> bool:
    """Whether the case is not an application yet, and may become one by the presentation."""
    pack = packs.of(case)
    rule = pack.transitions.get(PRESENT)
    return case.open and not pack.stage(case.stage).counts and bool(rule and case.stage in rule.from_)


def find(user: User, case_id: uuid.UUID) -> Case | None:
    """The case of a wish at an office where `user` registers; None when there is none or it is presented or closed."""
    rows = visible_to(user, "registration.intake").select_related("office", "pack")
    case = rows.filter(pk=case_id).first()
    return case if case and is_wish(case) else None


def only_wish_of(user: User, persons: Collection[uuid.UUID]) -> dict[uuid.UUID, Wish]:
    """By person, the wish that is her only open case, where `user` registers."""
    offices = user.offices_for("registration.intake")
    found: dict[uuid.UUID, list[Case]] = {}
    claims = Claim.objects.filter(person__in=persons, case__open=True).select_related("case__office", "case__pack")
    for claim in claims:
        if packs.of(claim.case).stage(claim.stage).open:
            found.setdefault(claim.person_id, []).append(claim.case)
    return {
        person: Wish(case.pk, case.number, case.intent_on or case.presented_on)
        for person, (case, *more) in found.items()
        if not more and is_wish(case) and (offices == "all" or case.office_id in offices)
    }


def persons_of(case: Case) -> list[Person]:
    """Whose wish it is, the one who spoke for the others first."""
    members = case.members.filter(end=None).select_related("person").order_by("position", "id")
    return [member.person for member in members]


def number_of_persons(case: Case) -> int:
    """How many said that they come together; the named ones when that was not asked."""
    said = case.events.order_by("seq").values_list("payload__persons", flat=True).first()
    return max(said, case.member_count) if isinstance(said, int) else case.member_count


def household_of(principal: Person) -> dict[str, Any]:
    """The answers about the household that are known of who spoke for it, as the form keeps them."""
    languages = list(principal.languages.order_by("-preferred", "pk"))
    known: dict[str, Any] = {"phone": principal.phone, "email": principal.email}
    if languages:
        known["language"] = languages[0].code
        known["needs_interpreter"] = "yes" if languages[0].needs_interpreter else ""
    if principal.safe_to_contact is not None:
        known["safe_channels"] = ["call", "sms"] if principal.safe_to_contact else ["in_person"]
    return {code: answer for code, answer in known.items() if answer}


def answers_of(person: Person, relation: str = "") -> dict[str, Any]:
    """The answers about a person that are known, as the form keeps them."""
    countries = person.nationality_codes
    known: dict[str, Any] = {
        code: getattr(person, code)
        for code in ("name_as_declared", "given_names", "first_surname", "second_surname", "birth_country",
                     "birth_place", "marital_status", "occupation", "education")
    }  # fmt: skip
    known |= {
        "relation": relation,
        "sex": SEXES.get(person.sex, ""),
        "nationality": [code for code in countries if code != STATELESS],
        "stateless": "yes" if STATELESS in countries else "",
        "habitual_residence": person.former_residence,
        "languages": [spoken.code for spoken in person.languages.order_by("-preferred", "pk")],
    }
    if person.birth_year:
        parts = {"year": person.birth_year, "month": person.birth_month, "day": person.birth_day}
        known["birth"] = {part: str(value or "") for part, value in parts.items()}
    return {code: answer for code, answer in known.items() if answer}


def left_out(draft: IntakeDraft) -> list[dict[str, Any]]:
    """The persons of the wish whom the form does not present."""
    return [person for person in draft.persons if person.get("removed") and person.get("of")]


def choices(pack: Pack, stage: str) -> list[tuple[str, str]]:
    """What may have become of somebody of the wish who is not in the application: it goes on, or one of the reasons for
    which the pack closes a wish."""
    asked = cause_field(pack, stage)
    language = get_language() or "es"
    reasons = [(option.code, pack.text(option.label, language)) for option in asked.options] if asked else []
    return [(GOES_ON, _("Still wishes to apply, another day: the wish goes on in a case of its own")), *reasons]


def cause_field(pack: Pack, stage: str) -> StepField | None:
    """The question of the closing step that says why."""
    rule = closing_step(pack, stage)
    return next((each for each in rule.fields if each.type == "choice"), None) if rule else None


def matching(persons: Iterable[dict[str, Any]], person: Person) -> dict[str, Any] | None:
    """Who of a form's persons has that very name, in whatever order, and is not taken for somebody else yet."""
    words = set(person.search_text.split())
    for each in persons:
        if not each.get("of") and not each.get("removed") and _words(each["answers"]) == words:
            return each
    return None


def _words(answers: Mapping[str, Any]) -> set[str]:
    return set(names.fold(full_name(answers)).split())
