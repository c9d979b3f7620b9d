"""What the pack says of the number in use: how long a temporary one is valid, how often it is renewed, what ends it.

For Mexico's CURP: 180 calendar days from assignment, one equal renewal, standing still while terms are suspended; made
permanent by a favourable decision and the migration document; made inactive by the events of `[[identifier.ending]]`
(Instructivo CURP, DOF 18-10-2021).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language

from acogida.accounts import authority, in_force
from acogida.law import ClockRule, Closure, Extension, Pack, Reckoning, due_date, load_pack, reckon
from acogida.law.model.lists import Identifier, IdentifierEnding
from acogida.people import curp
from acogida.people.models import IdentityNumber, Person

CURP = "CURP"
REGISTER = "RENAPO"  # the source of what the population register says
MEXICO = "MX"
# What of a person enters the number, by the names of its fields.
ENTERING = frozenset(
    "given_names first_surname second_surname sex birth_year birth_month birth_day birth_country".split()
)

# Rooms above say who holds the proof that her claim is in procedure: a number is given to nobody else.
proofs: list[Callable[[Person], bool]] = []


def pack() -> Pack:
    """The pack of this installation's authority."""
    return load_pack(authority.pack_name())


def identifier() -> Identifier | None:
    """The number that this authority's applicants are given, if its pack names one."""
    return next(iter(pack().identifiers), None)


def scheme() -> str:
    """Its short name: CURP."""
    number = identifier()
    return number.code.upper() if number else ""


def is_curp() -> bool:
    """Whether this authority's number is Mexico's: what is typed can be checked, and there is a register to ask."""
    return scheme() == CURP


def clock() -> ClockRule | None:
    """The term of a temporary number."""
    number = identifier()
    return pack().clock(number.clock) if number and number.clock else None


def most_renewals() -> int:
    """How often a temporary number may be renewed."""
    rule = clock()
    return (rule.extension.times or 0) if rule and rule.extension else 0


def until(
    assigned_on: dt.date, renewals: int, office: str, closures: tuple[Closure, ...] | None = None
) -> dt.date | None:
    """The last day of a temporary number's term, as reckoned now; None where the pack has no term. `closures`: those in
    force, for who reckons many."""
    rule = clock()
    if rule is None:
        return None
    known = in_force.closures() if closures is None else closures
    return due_date(
        pack(), rule, assigned_on, office=office, closures=known, extensions=_extensions(rule, renewals)
    )  # fmt: skip


def reckoning(number: IdentityNumber, office: str) -> Reckoning | None:
    """The term of a temporary number, day by day; None for one that has none."""
    rule = clock()
    if rule is None or not number.temporary or number.assigned_on is None:
        return None
    extensions = _extensions(rule, number.renewals)
    return reckon(
        pack(), rule, number.assigned_on, office=office, closures=in_force.closures(), extensions=extensions
    )  # fmt: skip


def _extensions(rule: ClockRule, renewals: int) -> tuple[Extension, ...]:
    if rule.extension is None:
        return ()
    return (Extension(rule.extension.max or rule.amount, rule.extension.grounds[0]),) * renewals


def endings() -> tuple[IdentifierEnding, ...]:
    """What makes a number inactive."""
    number = identifier()
    return number.ending if number else ()


def ending(code: str) -> IdentifierEnding | None:
    return next((row for row in endings() if row.code == code), None)


def ending_of(step: str, outcome: str) -> IdentifierEnding | None:
    """The ending that a step of the procedure brings, for a claim so decided."""
    return next(
        (row for row in endings() if step in row.transitions and (not row.outcomes or outcome in row.outcomes)), None
    )


def makes_permanent(step: str, answers: dict[str, Any], outcome: str) -> bool:
    """Whether a step of the procedure makes a temporary number permanent."""
    number = identifier()
    rule = number.permanent if number else None
    return bool(
        rule and step == rule.transition and answers.get(rule.field) in rule.values and outcome in rule.outcomes
    )


def language() -> str:
    return get_language() or "es"


def words(text: Any) -> str:
    """A text of the pack in the reader's language."""
    return pack().text(text, language())


# --- the CURP and the person ----------------------------------------------------------------------------------------


def holder(person: Person) -> curp.Holder:
    """What the CURP's rule needs of a person. Who was born in Mexico: her entity is not kept here, so it stays open."""
    entity = {"": "", MEXICO: ""}.get(person.birth_country, curp.BORN_ABROAD)
    return curp.Holder(
        person.given_names, person.first_surname, person.second_surname, person.birth_year, person.birth_month,
        person.birth_day, curp.SEXES.get(person.sex, ""), entity,
    )  # fmt: skip


def expected(person: Person) -> curp.Root | None:
    """The provisional root; None when none follows from the data (no surname, another script)."""
    try:
        return curp.expected_root(holder(person))
    except curp.Impossible:
        return None


def differences(person: Person, value: str) -> tuple[curp.Difference, ...]:
    """Where a CURP and the person's data differ; nothing when the data give no root."""
    try:
        return curp.compare(value, holder(person))
    except curp.Impossible:
        return ()
