"""Who of a file is probably one person with somebody else: of the same file before anything is written, and of the whole
register once the persons are in. The same keys, weights and evidence as everywhere (`people.matching`)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.utils.translation import override

from acogida.people import duplicates
from acogida.people.matching import explain, wording
from acogida.people.matching.pairs import gathered, likely_pairs
from acogida.people.matching.profile import profile
from acogida.people.matching.record import Record
from acogida.people.matching.weights import load
from acogida.registration.importing.check import Checked
from acogida.registration.importing.reading import Entry

STATELESS = "XA"
SHOWN = 2000  # pairs with their evidence in words
SOURCE = "import"
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


def compare(run: uuid.UUID, tell: Progress | None = None) -> int:
    """Compare the persons of a run with everybody and give the likely pairs to the desk; how many it had not before.
    Done twice, it asks nobody twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM registration_importedrow WHERE source_id = %s", [run])
        fresh = {row[0] for row in cursor}
    register = gathered(_everybody())
    weights = load()
    pairs = likely_pairs(register, weights, threshold=weights.possible, progress=_told(tell))
    ids = register.ids
    return duplicates.suspect(
        (
            (ids[low], ids[high], float(probability), float(bits))  # type: ignore[misc]
            for low, high, bits, probability in zip(pairs.low, pairs.high, pairs.bits, pairs.probability, strict=True)
            if ids[low] in fresh or ids[high] in fresh
        ),
        SOURCE,
    )


def _everybody() -> Iterator[tuple[uuid.UUID, Record]]:
    """The register's persons as they are compared, streamed."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT id, given_names, first_surname, second_surname, birth_year, birth_month, birth_day, sex,"
            " (SELECT country FROM people_nationality WHERE person_id = people_person.id ORDER BY id LIMIT 1),"
            " ARRAY(SELECT text FROM people_personname WHERE person_id = people_person.id) FROM people_person ORDER BY id"
        )
        for person, given, first, second, year, month, day, sex, country, others in cursor:
            nationality = "" if country in (None, STATELESS) else country
            yield (
                person,
                Record(given, first, second, year, month, day, "" if sex == "X" else sex, nationality, tuple(others)),
            )


def _told(tell: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: tell("matching", done, total)) if tell else None
