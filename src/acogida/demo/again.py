"""Those who present themselves a second time and are written otherwise: what the duplicates desk finds. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from acogida.demo.households import DemoPerson
from acogida.demo.plan import PlannedCase

TWICE = 11  # who come again, of a country large enough
THRICE = 2  # of them, who had come twice before: a group at the desk
SPACING = 5  # one of so many cases at the desk comes again


def mark(plan: Sequence[PlannedCase]) -> list[PlannedCase]:
    """The plan with some of its newest cases being of one who has an earlier case: mostly at the first office, the first two
    of another case that is open, too, the last ones of one person."""
    found = list(plan)
    here = [at for at, case in enumerate(found) if case.desk and case.office == 0 and not case.known][::-SPACING]
    taken: set[int] = set()
    for slip, at in enumerate(here[:TWICE]):
        before = _before(found, at, taken, open_too=slip < 2)
        if before is None:
            continue
        taken |= {at, before}
        found[at] = replace(found[at], again=found[before], slip=slip, country=found[before].country)
        if slip >= TWICE - THRICE and (third := _before(found, before, taken, open_too=False)) is not None:
            taken.add(third)
            found[third] = replace(found[third], again=found[before], slip=slip + 1, country=found[before].country)
    return found


def _before(plan: Sequence[PlannedCase], at: int, taken: set[int], *, open_too: bool) -> int | None:
    """An earlier case of the same country."""
    fits = (
        i for i in range(at - 1, -1, -1)
        if i not in taken and plan[i].country == plan[at].country and not plan[i].known and plan[i].desk == open_too
        and plan[i].again is None
    )  # fmt: skip
    return next(fits, None)


def written_otherwise(person: DemoPerson, slip: int, on: dt.date) -> DemoPerson:
    """The same person as another clerk wrote her on another day."""
    given, first, second = person.given, person.first, person.second
    year, month, day = person.year, person.month, person.day
    kind = slip % 6
    if kind in (0, 3) and month and day and day <= 12 and day != month:
        month, day = day, month
    elif kind == 0 and day:
        day = day - 1 or 2
    if kind == 1:
        second = ""
    if kind == 2:
        first = respelt(first)
    if kind == 3 and " " in given:
        given = " ".join(reversed(given.split(" ", 1)))
    if kind == 4:
        given, month, day = given.split(" ")[0], 1, 1
    if kind == 5:
        first, second, year = (second, first, year) if second else (respelt(first), second, year + 1)
    age = on.year - year - ((on.month, on.day) < (month or 7, day or 1))
    return replace(
        person, given=given, first=first, second=second, declared=" ".join(part for part in (given, first, second) if part),
        year=year, month=month, day=day, age=age, relation="principal", own_claim=True, marital_status="single",
        needs=[need for need in person.needs if age < 18 or need != "SC-UC"], outcome=person.outcome,
        document=person.document if slip % 2 else None,
    )  # fmt: skip


def respelt(word: str) -> str:
    """As it sounds to somebody else."""
    for one, other in (("z", "s"), ("s", "z"), ("v", "b"), ("b", "v"), ("ll", "y"), ("é", "e"), ("i", "y"), ("o", "u")):
        if one in word[1:]:
            return word[0] + word[1:].replace(one, other, 1)
    return f"{word}e"
