"""What the register says beside what we say: field by field, and the number position by position. Pure but for its words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from acogida.people import names
from acogida.people.countries import country_name
from acogida.people.models import Person, Sex
from acogida.people.numbers import rules
from acogida.people.renapo.finding import state_in_words
from acogida.people.renapo.known import Known
from acogida.ui.components.dates import civil


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what each register has. `same` is None where one of them says nothing."""

    label: str
    theirs: str
    ours: str
    same: bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """One position (1-18) of a number; `differs` from what the person's data give."""

    position: int
    character: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A person of the register, and the person of ours who has her number, if one does."""

    known: Known
    state: str
    person: Person | None
    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    differences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences and all(line.same is not False for line in self.lines)


def beside(known: Known, person: Person | None) -> Beside:
    """Compare; names by their folded words, since registers write accents and capitals as they like."""
    found = rules.differences(person, known.curp) if person else ()
    wrong = {position for each in found for position in each.positions}
    return Beside(
        known, state_in_words(known), person, tuple(_lines(known, person)),
        tuple(Place(at, character, at in wrong) for at, character in enumerate(known.curp, 1)),
        tuple(each.text(rules.language()) for each in found),
    )  # fmt: skip


def _lines(known: Known, person: Person | None) -> list[Line]:
    def line(label: str, theirs: str, ours: str, *, same: bool | None = None) -> Line:
        said = bool(theirs and ours)
        return Line(
            label, theirs, ours, (names.fold(theirs) == names.fold(ours) if same is None else same) if said else None
        )

    sexes = dict(Sex.choices)
    born = person.birth if person else None
    nationalities = person.nationality_codes if person else []
    return [
        line(_("Given names"), known.given_names, person.given_names if person else ""),
        line(_("First surname"), known.first_surname, person.first_surname if person else ""),
        line(_("Second surname"), known.second_surname, person.second_surname if person else ""),
        line(_("Sex"), str(sexes.get(known.sex, "")), person.get_sex_display() if person else ""),
        line(_("Date of birth"), _day(known.birth_date), _day(born)),
        line(
            _("Nationality"), country_name(known.nationality) if known.nationality else "",
            ", ".join(map(country_name, nationalities)), same=known.nationality in nationalities,
        ),
    ]  # fmt: skip


def _day(day: dt.date | None) -> str:
    return civil(day) if day else ""
