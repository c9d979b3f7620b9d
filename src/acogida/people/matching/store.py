"""The index of persons in PostgreSQL: written with the person, exact at once, folded in the background.

A profile's keys are first put into a pending table, which writers only insert into; `fold` moves them into the postings,
one row for each key. A search reads both, in one statement, so that somebody registered a moment ago is found, before,
while and after folding. Record 15 (docs/adr) says why it is so.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import psycopg
from django.db import transaction

from acogida.people.matching.keys import deletions, forms, keys
from acogida.people.matching.profile import Profile, decode, encode, profiles
from acogida.people.matching.reading import psycopg_connection, records_of
from acogida.people.matching.record import Record
from acogida.people.matching.tokens import code

FOLDING = 7100  # advisory lock: one fold at a time
MOVED_AT_A_TIME = 50_000  # pending rows of one transaction
COUNT = 0  # the pending "key" under which a new profile waits to be counted; no hash of facts (one in 2**64)
PROFILES, TOKENS = "", "*"  # counted among the tokens: how many profiles there are, and how many tokens they have
CHUNK = 5_000
Entry = tuple[uuid.UUID, list[Profile]]

# In one statement, so that a reader sees each row pending or folded, never both and never neither.
MOVE = """
WITH moved AS (
    DELETE FROM people_matchpending WHERE ctid = ANY(ARRAY(SELECT ctid FROM people_matchpending LIMIT %s))
    RETURNING key, serial
), folded AS (
    INSERT INTO people_matchposting AS posting (key, serials)
    SELECT key, string_agg(int4send(serial), ''::bytea ORDER BY serial) FROM moved WHERE key <> 0 GROUP BY key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET serials = posting.serials || excluded.serials
)
SELECT (SELECT count(*) FROM moved), ARRAY(SELECT serial FROM moved WHERE key = 0)
"""
COUNT_TOKENS = """
INSERT INTO people_matchtoken AS known (token, count, sound)
SELECT * FROM unnest(%s::text[], %s::int[], %s::text[]) AS new(token, count, sound)
ON CONFLICT (token) DO UPDATE SET count = known.count + excluded.count
"""
COUNT_SOUNDS = """
INSERT INTO people_matchsound AS known (part, sound, count)
SELECT * FROM unnest(%s::text[], %s::text[], %s::int[]) AS new(part, sound, count)
ON CONFLICT (part, sound) DO UPDATE SET count = known.count + excluded.count
"""


def refresh(persons: Iterable[uuid.UUID]) -> int:
    """Put what the register now says of these persons into the index; returns how many profiles are new. To be called in
    the transaction that wrote them: they are found from its commit on."""
    wanted = sorted(set(persons))
    if not wanted:
        return 0
    with transaction.atomic(), psycopg.Cursor(psycopg_connection()) as cursor:
        # Two writers of one person's names: the second reads what the first wrote.
        cursor.execute("SELECT FROM people_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [wanted])
        cursor.execute("SELECT serial, person_id, profile FROM people_matchprofile WHERE person_id = ANY(%s)", [wanted])
        stale = {(person, text): serial for serial, person, text in cursor}
        new: list[tuple[uuid.UUID, str, Profile]] = []
        for person, record in records_of(wanted):
            for profile in profiles(record):
                text = encode(profile)
                if stale.pop((person, text), None) is None:
                    new.append((person, text, profile))
        if stale:
            cursor.execute("DELETE FROM people_matchprofile WHERE serial = ANY(%s)", [list(stale.values())])
        _insert(cursor, new)
    return len(new)


def load(people: Iterable[tuple[uuid.UUID, Record]]) -> int:
    """Add many persons who are not in the index yet, by COPY; returns how many profiles they have. For an import: inside
    the transaction that writes them. Let `jobs.fold_later` follow."""
    rows = ((person, encode(profile), profile) for person, record in people for profile in profiles(record))
    total = 0
    while chunk := list(islice(rows, CHUNK)):
        with transaction.atomic(), psycopg.Cursor(psycopg_connection()) as cursor:
            _insert(cursor, chunk)
        total += len(chunk)
    return total


def _insert(cursor: Any, new: Sequence[tuple[uuid.UUID, str, Profile]]) -> None:
    serials = reserve(cursor, len(new))
    profile_rows, pending = [], []
    for serial, (person, text, profile) in zip(serials, new, strict=True):
        profile_rows.append((serial, person, text))
        pending += [(COUNT, serial), *((key, serial) for key in keys(profile))]
    if len(new) > 20:
        with cursor.copy("COPY people_matchprofile (serial, person_id, profile) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(("int4", "uuid", "text"))
            for row in profile_rows:
                copy.write_row(row)
        with cursor.copy("COPY people_matchpending (key, serial) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(("int8", "int4"))
            for pair in pending:
                copy.write_row(pair)
    elif new:
        cursor.execute(
            "INSERT INTO people_matchprofile (serial, person_id, profile)"
            " SELECT * FROM unnest(%s::int[], %s::uuid[], %s::text[])",
            [list(column) for column in zip(*profile_rows, strict=True)],
        )
        cursor.execute(
            "INSERT INTO people_matchpending (key, serial) SELECT * FROM unnest(%s::bigint[], %s::int[])",
            [list(column) for column in zip(*pending, strict=True)],
        )


def reserve(cursor: Any, number: int) -> list[int]:
    """Serials that nobody else gets."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('people_matchprofile', 'serial'))::int FROM generate_series(1, %s)",
        [number],
    )
    return [row[0] for row in cursor]


def fold(seconds: float = 50.0) -> int:
    """Move pending keys into the postings until none is left or the time is over; returns how many were moved. Killed at
    any moment it leaves every key in one of the two places. While another fold runs it returns 0 at once."""
    until = time.monotonic() + seconds
    total = 0
    while moved := _fold_some():
        total += moved
        if time.monotonic() > until:
            break
    return total


def _fold_some() -> int:
    with transaction.atomic(), psycopg.Cursor(psycopg_connection()) as cursor:
        if not cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDING]).fetchone()[0]:  # type: ignore[index]
            return 0
        moved, uncounted = cursor.execute(MOVE, [MOVED_AT_A_TIME]).fetchone()  # type: ignore[misc]
        if uncounted:
            cursor.execute("SELECT profile FROM people_matchprofile WHERE serial = ANY(%s)", [uncounted])
            write_counts(cursor, *count(decode(text) for (text,) in cursor.fetchall()))
    return int(moved)


def count(all_profiles: Iterable[Profile]) -> tuple[Counter[str], Counter[str]]:
    """How often each token (and each nationality, in capitals) and each sound occurs, once a profile; PROFILES and TOKENS
    stand for all of them."""
    tokens: Counter[str] = Counter()
    sounds: Counter[str] = Counter()
    for profile in all_profiles:
        names = set(profile.names)
        tokens.update(names)
        tokens.update((PROFILES, profile.nationality) if profile.nationality else (PROFILES,))
        tokens[TOKENS] += len(names)
        sounds.update({forms(name)[0] for name in names})
    return tokens, sounds


def write_counts(cursor: Any, tokens: Counter[str], sounds: Counter[str]) -> None:
    """Add to the counts. Only whoever folds or builds may: rows are taken in order, but everybody has the common ones."""
    if tokens:
        ordered = sorted(tokens.items())
        sounding = [code(token) if token.islower() else "" for token, _ in ordered]
        cursor.execute(COUNT_TOKENS, [*map(list, zip(*ordered, strict=True)), sounding])
    rows = sorted((part, sound, number) for sound, number in sounds.items() for part in deletions(sound))
    if rows:
        cursor.execute(COUNT_SOUNDS, [list(column) for column in zip(*rows, strict=True)])


def waiting() -> int:
    """How many keys are pending."""
    with psycopg.Cursor(psycopg_connection()) as cursor:
        return int(cursor.execute("SELECT count(*) FROM people_matchpending").fetchone()[0])  # type: ignore[index]


def entries(people: Iterable[tuple[uuid.UUID, Record]]) -> Iterator[Entry]:
    """Each person with her profiles."""
    for person, record in people:
        yield person, profiles(record)
