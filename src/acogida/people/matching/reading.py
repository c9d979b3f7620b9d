"""Persons of the register as records to compare."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import psycopg
from django.db import connection

from acogida.people.matching.record import Record

# One nationality is compared, the first that was declared; every name ever kept is, as is one declared in another form.
# (`+ 0`: without statistics PostgreSQL would walk the whole primary key for each person.)
RECORDS = """
SELECT p.id, p.given_names, p.first_surname, p.second_surname, p.birth_year, p.birth_month, p.birth_day, p.sex,
       p.name_as_declared,
       (SELECT n.country FROM people_nationality n WHERE n.person_id = p.id ORDER BY n.id + 0 LIMIT 1),
       ARRAY(SELECT o.text FROM people_personname o WHERE o.person_id = p.id ORDER BY o.id + 0)
FROM people_person p
"""
STEP = 2000


def psycopg_connection() -> Any:
    """The driver's own connection of this thread: COPY, binary results."""
    connection.ensure_connection()
    return connection.connection


def records_of(persons: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, Record]]:
    """The records of these persons."""
    with psycopg.Cursor(psycopg_connection()) as cursor:
        cursor.execute(f"{RECORDS} WHERE p.id = ANY(%s)", [list(persons)])
        return [_record(row) for row in cursor]


def everybody(missing_only: bool = False) -> Iterator[tuple[uuid.UUID, Record]]:
    """The whole register in order of age, or whoever is not in the index. Inside a transaction."""
    where = "WHERE NOT EXISTS (SELECT FROM people_matchprofile m WHERE m.person_id = p.id)" if missing_only else ""
    with psycopg.ServerCursor(psycopg_connection(), name="matching_everybody") as cursor:
        cursor.itersize = STEP
        cursor.execute(f"{RECORDS} {where} ORDER BY p.id")
        yield from map(_record, cursor)


def in_pages(size: int = 10_000) -> Iterator[tuple[uuid.UUID, Record]]:
    """The whole register in order of age, without one long transaction: whoever is registered meanwhile comes last."""
    last = uuid.UUID(int=0)
    while True:
        with psycopg.Cursor(psycopg_connection()) as cursor:
            cursor.execute(f"{RECORDS} WHERE p.id > %s ORDER BY p.id LIMIT %s", [last, size])
            page = [_record(row) for row in cursor]
        yield from page
        if len(page) < size:
            return
        last = page[-1][0]


def _record(row: Sequence[Any]) -> tuple[uuid.UUID, Record]:
    person, given, first, second, year, month, day, sex, declared, country, others = row
    names = tuple(dict.fromkeys((declared, *others)))
    # XA (stateless) and XX are no nationality that two persons could share.
    return person, Record(given, first, second, year, month, day, sex, _country(country), names)


def _country(code: str | None) -> str:
    return code if code and not code.startswith("X") else ""


def chunks(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most `size`."""
    while chunk := list(islice(rows, size)):
        yield chunk
