"""A population of invented asylum seekers, and queries that ask for some of them with mistakes. Seeded, pure, written in bulk.

PEOPLE and QUERIES have the columns of `acogida match bench` and one more, `origin`, which tells whose names they are.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.matching import corruptions
from benchmarks.matching.stocks import ORIGINS, Origin, Stock, feminine
from benchmarks.measuring import arguments

FIRST_DAY = dt.date(1945, 1, 1)
TODAY = dt.date(2026, 1, 1)
PEOPLE_COLUMNS = ("id", "given", "sur1", "sur2", "dob", "sex", "nat", "person", "origin")
QUERY_COLUMNS = ("qid", "true_id", "given", "sur1", "sur2", "dob", "sex", "nat", "origin", "changes")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as registered. `dob` is YYYY-MM-DD, YYYY or empty."""

    id: int
    given: str
    sur1: str
    sur2: str
    dob: str
    sex: str
    nat: str
    origin: str

    def row(self) -> tuple[object, ...]:
        return (self.id, self.given, self.sur1, self.sur2, self.dob, self.sex, self.nat, self.id, self.origin)


def people(size: int, seed: int = 7) -> list[Someone]:
    """`size` persons in households of one to six, shuffled."""
    rng = np.random.default_rng(seed)
    found: list[Someone] = []
    shares = np.array([origin.share for origin in ORIGINS])
    counts = rng.multinomial(size, shares / shares.sum())
    for origin, count in zip(ORIGINS, counts, strict=True):
        if count:
            found.extend(_of(origin, int(count), rng))
    order = rng.permutation(len(found))
    return [replace(found[at], id=rank + 1) for rank, at in enumerate(order)]


def _of(origin: Origin, size: int, rng: np.random.Generator) -> Iterator[Someone]:
    stock = Stock(origin.stock, rng)
    born_on_the_way = Stock("haitian_born_on_the_way", rng) if origin.stock == "haitian" else None
    sexes = np.where(rng.random(size) < 0.47, "F", "M").tolist()
    given = {sex: iter(stock.given(sex, size)) for sex in "FM"}
    way = {sex: iter(born_on_the_way.given(sex, size)) for sex in "FM"} if born_on_the_way else {}
    surnames = iter(stock.surnames(size * 2 + 16))
    births = _births(size, rng)
    codes = list(origin.nations)
    nations = rng.choice(len(codes), size, p=np.array(list(origin.nations.values())))
    homes = rng.choice([1, 2, 3, 4, 5, 6], size, p=[0.46, 0.18, 0.15, 0.11, 0.06, 0.04]).tolist()
    left = 0
    family = ("", "")
    for at in range(size):
        sex, nat = sexes[at], codes[nations[at]]
        if left == 0:
            left = homes[at]
            place, father, mother = 0, (next(surnames), next(surnames)), None
            own = father
        elif place == 1:  # a partner keeps their own
            mother = own = (next(surnames), next(surnames))
        else:  # siblings share theirs
            own = (family[0], family[1])
        if place <= 1:
            family = (father[0], (mother or father)[0 if mother else 1])
        first, second = own
        names = given[sex]
        if born_on_the_way and nat != "HT":
            names = way[sex]
        if stock.gendered and sex == "F":
            first = feminine(first)
        if not stock.two_surnames or rng_flag(births[at], 23):
            second = ""
        yield Someone(0, next(names), first, second, births[at], sex, nat, origin.name)
        left -= 1
        place += 1


def rng_flag(text: str, one_in: int) -> bool:
    """A coin that depends on the birth date alone: no draw a person."""
    return bool(text) and sum(map(ord, text)) % one_in == 0


def _births(size: int, rng: np.random.Generator) -> list[str]:
    """Birth dates: mostly adults of 18 to 40; 2 % on 1 January, 1 % a year only, 1 % unknown."""
    ages = np.clip(rng.gamma(5.0, 5.6, size), 0, 80)
    days = ((TODAY - FIRST_DAY).days - (ages * 365.25).astype(int) - rng.integers(0, 365, size)).clip(0)
    chance = rng.random(size)
    found = []
    for day, p in zip(days.tolist(), chance.tolist(), strict=True):
        date = FIRST_DAY + dt.timedelta(days=day)
        if p < 0.01:
            found.append("")
        elif p < 0.02:
            found.append(str(date.year))
        elif p < 0.04:
            found.append(f"{date.year}-01-01")
        else:
            found.append(date.isoformat())
    return found


@dataclass(frozen=True, slots=True)
class Query:
    """What a clerk types for somebody who is registered as `true_id`; `changes` names what went wrong."""

    true_id: int
    given: str
    sur1: str
    sur2: str
    dob: str
    sex: str
    nat: str
    origin: str
    changes: tuple[str, ...]

    def row(self, qid: int) -> tuple[object, ...]:
        return (qid, self.true_id, self.given, self.sur1, self.sur2, self.dob, self.sex, self.nat, self.origin, "+".join(self.changes))  # fmt: skip


def queries(
    persons: list[Someone],
    size: int,
    seed: int = 99,
    *,
    changes: int | None = None,
    only: str | None = None,
    per_origin: bool = False,
) -> list[Query]:
    """`size` queries for persons drawn without replacement.

    Args:
        changes: exactly so many mistakes each; None draws 0 to 3, 1.7 on average.
        only: take this mistake whenever it applies (to look at one kind).
        per_origin: as many for every origin, instead of as they occur.
    """
    random = Random(seed)
    if per_origin:
        by: dict[str, list[Someone]] = {}
        for person in persons:
            by.setdefault(person.origin, []).append(person)
        drawn = [one for group in by.values() for one in random.sample(group, min(len(group), size // len(by)))]
    else:
        drawn = random.sample(persons, min(size, len(persons)))
    return [corrupted(person, random, changes, only) for person in drawn]


def corrupted(person: Someone, random: Random, changes: int | None = None, only: str | None = None) -> Query:
    count = random.choices((0, 1, 2, 3), (0.1, 0.3, 0.4, 0.2))[0] if changes is None else changes
    form = corruptions.Form(person.given, person.sur1, person.sur2, person.dob, person.sex, person.nat, person.origin)
    done = corruptions.spoil(form, count, random, only)
    return Query(person.id, form.given, form.sur1, form.sur2, form.dob, form.sex, form.nat, person.origin, tuple(done))


def duplicates(persons: list[Someone], share: float, seed: int = 17) -> list[tuple[Someone, int]]:
    """Second registrations of `share` of the persons, with mistakes: (the new record, whose it is)."""
    random = Random(seed)
    found = []
    for at, person in enumerate(random.sample(persons, int(len(persons) * share))):
        q = corrupted(person, random)
        record = Someone(len(persons) + at + 1, q.given, q.sur1, q.sur2, q.dob, q.sex, q.nat, q.origin)
        found.append((record, person.id))
    return found


def write_people(path: Path, persons: Iterable[Someone], again: Iterable[tuple[Someone, int]] = ()) -> None:
    """PEOPLE.csv; `again` are second records of persons already in it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(PEOPLE_COLUMNS)
        writer.writerows(person.row() for person in persons)
        writer.writerows((*record.row()[:7], whose, record.origin) for record, whose in again)


def write_queries(path: Path, asked: Iterable[Query]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(QUERY_COLUMNS)
        writer.writerows(query.row(at + 1) for at, query in enumerate(asked))


def main() -> int:
    """`python -m benchmarks.matching population`: PEOPLE.csv and QUERIES.csv here, for `acogida match bench`."""
    options = arguments(main.__doc__ or "", people=100_000, queries=1_000, seed=7, per_origin=0, percent_twice=0)
    persons = people(options.people, options.seed)
    write_people(Path("PEOPLE.csv"), persons, duplicates(persons, options.percent_twice / 100, options.seed + 1))
    write_queries(
        Path("QUERIES.csv"), queries(persons, options.queries, options.seed + 92, per_origin=bool(options.per_origin))
    )
    return 0
