"""Who of a file is probably one person with somebody else: of the same file before anything is written, and of the whole
register once the persons are in. The same keys, weights and evidence as everywhere (`people.matching`)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, cast

from django.db import connection, transaction
from django.utils.translation import override

from acogida.people import duplicates, names
from acogida.people.matching import explain, search, store, wording
from acogida.people.matching.pairs import gathered, likely_pairs
from acogida.people.matching.profile import profile
from acogida.people.matching.reading import chunks, everybody, records_of
from acogida.people.matching.record import Record
from acogida.people.matching.weights import load
from acogida.people.models import Person
from acogida.registration.importing.check import Checked
from acogida.registration.importing.reading import Entry
from acogida.registration.models import ImportedRow

STATELESS = "XA"
SHOWN = 2000  # pairs with their evidence in words
SOURCE = "import"
STEP = 200  # persons looked up between two reports of progress
MOST = 10  # likely persons for one
WORTH = 50  # looking one person up costs as much as comparing so many with all at once
Suspected = tuple[uuid.UUID, uuid.UUID, float, float]
Progress = Callable[[str, int, int], None]


def record(entry: Entry) -> Record:
    """What is compared of a person of the file."""
    return Record(
        given=entry.given, first=entry.first, second=entry.second, year=entry.year, month=entry.month, day=entry.day,
        sex="" if entry.sex == "X" else entry.sex, nationality="" if entry.nationality == STATELESS else entry.nationality,
        date_text=entry.date_text,
    )  # fmt: skip


def within(checked: Checked, tell: Progress | None = None) -> list[dict[str, Any]]:
    """Pairs of rows that are probably one person, likeliest first; the first ones with their evidence in words (Spanish).
    Two rows of one case are told apart from two cases: `same_case`."""
    entries = [entry for family in checked.coming for entry in family.members]
    register = gathered((place, record(entry)) for place, entry in enumerate(entries))
    weights, frequencies = load(), register.frequencies()
    pairs = likely_pairs(register, weights, threshold=weights.possible, progress=_told(tell))
    found = []
    with override("es"):
        for low, high, bits, probability in zip(pairs.low, pairs.high, pairs.bits, pairs.probability, strict=True):
            a, b = sorted((entries[int(low)], entries[int(high)]), key=lambda entry: entry.row)
            why = []
            if len(found) < SHOWN:
                why = wording.words(explain.reasons(profile(record(a)), profile(record(b)), weights, frequencies))
            found.append({
                "row_a": a.row, "row_b": b.row, "name_a": a.name, "name_b": b.name, "case_a": a.case, "case_b": b.case,
                "same_case": a.case == b.case, "probability": round(float(probability), 4), "bits": round(float(bits), 1),
                "evidence": why,
            })  # fmt: skip
    return found


def against(checked: Checked, tell: Progress | None = None) -> list[dict[str, Any]]:
    """Rows of the file that are probably somebody of the register, likeliest first, sealed persons aside (their pairs go to
    those who may know, once the file is in)."""
    there = {each.value for each in checked.findings if each.code in ("case_is_in", "number_taken")}
    coming = [family for family in checked.coming if family.number not in there]
    entries = {entry.row: entry for family in coming for entry in family.members}
    if not entries or not Person.objects.exists():
        return []
    found: list[tuple[int, uuid.UUID, float, float]] = []
    if len(entries) * WORTH < Person.objects.count():
        for done, (row, entry) in enumerate(entries.items(), 1):
            found += [(row, m.person_id, m.probability, m.weight) for m in search.likely(record(entry), limit=MOST)]
            if tell and done % STEP == 0:
                tell("register", done, len(entries))
    else:
        with _readable_without_statistics():
            register = gathered(chain(everybody(), ((row, record(entry)) for row, entry in entries.items())))
        weights = load()
        pairs = likely_pairs(register, weights, threshold=weights.possible, progress=_told(tell))
        ids = cast(Sequence[Any], register.ids)
        for low, high, bits, probability in zip(pairs.low, pairs.high, pairs.bits, pairs.probability, strict=True):
            row, person = (ids[low], ids[high]) if isinstance(ids[low], int) else (ids[high], ids[low])
            if isinstance(row, int) and isinstance(person, uuid.UUID):
                found.append((row, person, float(probability), float(bits)))
    known = Person.objects.select_related("office").in_bulk({person for _row, person, _p, _b in found})
    return [
        {
            "row": row, "name": entries[row].name, "case": entries[row].case, "person": person,
            "register_name": known[person].full_name, "register_year": known[person].birth_year,
            "register_office": known[person].office.code, "probability": round(probability, 4), "bits": round(bits, 1),
        }
        for row, person, probability, bits in sorted(found, key=lambda each: (-each[2], each[0]))
        if not known[person].sealed
    ]  # fmt: skip


def file(persons: Iterable[tuple[str, Entry]]) -> None:
    """Put persons just written into the index by which everybody is found, in the transaction that wrote them."""
    store.load((uuid.UUID(person), as_kept(entry)) for person, entry in persons)


def as_kept(entry: Entry) -> Record:
    """What is compared of a person once she is in the register."""
    declared = names.full_declared(entry.given, entry.first, entry.second)
    country = "" if entry.nationality == STATELESS else entry.nationality
    return Record(
        entry.given, entry.first, entry.second, entry.year, entry.month, entry.day, entry.sex, country, (declared,)
    )  # fmt: skip


def compare(run: uuid.UUID, tell: Progress | None = None) -> int:
    """Compare the persons of a run with everybody and give the likely pairs to the desk; how many it had not before.
    Done twice, it asks nobody twice. A few are looked up one by one, many are compared with all at once."""
    fresh = set(ImportedRow.objects.filter(source=run).values_list("person_id", flat=True))
    pairs = _one_by_one if len(fresh) * WORTH < Person.objects.count() else _all_at_once
    return duplicates.suspect(pairs(fresh, tell), SOURCE)


def _one_by_one(fresh: Collection[uuid.UUID], tell: Progress | None) -> Iterator[Suspected]:
    """By the index, as at the counter."""
    done = 0
    for some in chunks(iter(sorted(fresh)), STEP):
        for person, known in records_of(some):
            for match in search.likely(known, limit=MOST):
                if match.person_id != person:
                    yield person, match.person_id, match.probability, match.weight
        done += len(some)
        if tell:
            tell("matching", done, len(fresh))


def _all_at_once(fresh: Collection[uuid.UUID], tell: Progress | None) -> Iterator[Suspected]:
    """The whole register against itself; pairs with nobody new in them are not this run's."""
    with _readable_without_statistics():
        register = gathered(everybody())
    weights = load()
    pairs = likely_pairs(register, weights, threshold=weights.possible, progress=_told(tell))
    ids = cast(Sequence[uuid.UUID], register.ids)
    for low, high, bits, probability in zip(pairs.low, pairs.high, pairs.bits, pairs.probability, strict=True):
        if ids[low] in fresh or ids[high] in fresh:
            yield ids[low], ids[high], float(probability), float(bits)


@contextmanager
def _readable_without_statistics() -> Iterator[None]:
    """A transaction in which indexes are used. A register that was empty a moment ago has no statistics yet: each person's
    nationality would be looked for through all of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def _told(tell: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: tell("matching", done, total)) if tell else None
