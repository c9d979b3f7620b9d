"""The whole index at once, for a register that has none yet: keys made on every core, sorted, and copied in as postings.

Memory grows by about 12 bytes a key (a quarter of a gigabyte for a million persons) while it works; nothing stays.
"""

from __future__ import annotations

import multiprocessing
import os
import struct
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import psycopg
from django.db import connection, transaction

from acogida.people.matching import scheme, store
from acogida.people.matching.reading import everybody, psycopg_connection
from acogida.people.matching.record import Record

Progress = Callable[[str, int], None]
TABLES = ("people_matchpending", "people_matchposting", "people_matchprofile", "people_matchtoken", "people_matchsound")
CHUNK = 4_000
ALONE = 20_000  # persons; fewer are not worth starting other processes for
PARTS = 16  # of the range of keys: sorted and copied one after the other
_COPY_START = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_END = b"\xff\xff"
_POSTING_HEAD = struct.Struct(">hiqi")  # two fields; eight bytes of key; the length of the serials


class Told(NamedTuple):
    """What a worker made of a chunk: profiles as text, how many each person has, the keys of each profile."""

    texts: list[str]
    per_person: list[int]
    keys: Any  # int64
    per_profile: Any  # int32
    tokens: Counter[str]
    sounds: Counter[str]


def tell(records: Sequence[Record]) -> Told:
    """Profiles, keys and counts of some records. Needs no database."""
    from acogida.people.matching.keys import keys
    from acogida.people.matching.profile import encode, profiles

    all_profiles = [profiles(record) for record in records]
    flat = [profile for each in all_profiles for profile in each]
    of_each = [keys(profile) for profile in flat]
    return Told(
        [encode(profile) for profile in flat],
        [len(each) for each in all_profiles],
        np.fromiter((key for some in of_each for key in some), dtype=np.int64),
        np.fromiter(map(len, of_each), dtype=np.int32, count=len(of_each)),
        *store.count(flat),
    )


def build(people: Iterable[tuple[uuid.UUID, Record]], progress: Progress = lambda what, done: None) -> int:
    """Fill the empty index; returns how many profiles there are. All or nothing."""
    parts: list[list[tuple[Any, Any]]] = [[] for _ in range(PARTS)]
    tokens: Counter[str] = Counter()
    sounds: Counter[str] = Counter()
    total = 0
    with transaction.atomic(), psycopg.Cursor(psycopg_connection()) as cursor:
        for persons, told in _told(iter(people)):
            serials = np.array(store.reserve(cursor, len(told.texts)), dtype=np.int32)
            owners = [person for person, number in zip(persons, told.per_person, strict=True) for _ in range(number)]
            _copy_profiles(cursor, serials, owners, told.texts)
            _share_out(parts, told.keys, np.repeat(serials, told.per_profile))
            tokens.update(told.tokens)
            sounds.update(told.sounds)
            total += len(told.texts)
            progress("names", total)
        for number, part in enumerate(parts):
            _copy_postings(cursor, part)
            part.clear()
            progress("postings", round(total * (number + 1) / PARTS))
        store.write_counts(cursor, tokens, sounds)
        _record_scheme(cursor)
    tidy()
    return total


def tidy() -> None:
    """Let the planner know how large the tables are, and readers that every row is there to stay (as far as this role
    may). Inside a transaction only the first is possible."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"{'ANALYZE' if connection.in_atomic_block else 'VACUUM ANALYZE'} {table}")


def _told(people: Iterator[tuple[uuid.UUID, Record]]) -> Iterator[tuple[list[uuid.UUID], Told]]:
    """Chunk after chunk, told here when there are few and by a process on every core when there are many."""
    first = list(islice(people, ALONE))
    if len(first) < ALONE:
        for start in range(0, len(first), CHUNK):
            chunk = first[start : start + CHUNK]
            yield [person for person, _ in chunk], tell([record for _, record in chunk])
        return
    workers = os.cpu_count() or 1
    # Children only calculate: they leave this process's database connection alone (psycopg closes it for its owner only).
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        ahead: deque[tuple[list[uuid.UUID], Future[Told]]] = deque()

        def hand_out(chunk: Sequence[tuple[uuid.UUID, Record]]) -> None:
            ahead.append(([person for person, _ in chunk], pool.submit(tell, [record for _, record in chunk])))

        for start in range(0, len(first), CHUNK):
            hand_out(first[start : start + CHUNK])
        while chunk := list(islice(people, CHUNK)):
            hand_out(chunk)
            while len(ahead) > 2 * workers + 1:
                persons, future = ahead.popleft()
                yield persons, future.result()
        while ahead:
            persons, future = ahead.popleft()
            yield persons, future.result()


def _copy_profiles(cursor: Any, serials: Any, owners: Sequence[uuid.UUID], texts: Sequence[str]) -> None:
    rows = zip(serials.tolist(), owners, texts, strict=True)
    block = "".join([f"{serial}\t{owner}\t{text.replace(chr(92), chr(92) * 2)}\n" for serial, owner, text in rows])
    with cursor.copy("COPY people_matchprofile (serial, person_id, profile) FROM STDIN") as copy:
        copy.write(block)


def _share_out(parts: list[list[tuple[Any, Any]]], keys: Any, serials: Any) -> None:
    """Give each key, with its serial, to the part of the range it is in."""
    place = (keys >> 60) + PARTS // 2  # -8 … 7 of a signed number
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(PARTS + 1))
    keys, serials = keys[order], serials[order]
    for number in range(PARTS):
        some = slice(bounds[number], bounds[number + 1])
        parts[number].append((keys[some].copy(), serials[some].copy()))


def _copy_postings(cursor: Any, part: list[tuple[Any, Any]]) -> None:
    keys = np.concatenate([each[0] for each in part] or [np.empty(0, np.int64)])
    serials = np.concatenate([each[1] for each in part] or [np.empty(0, np.int32)])
    order = np.argsort(keys, kind="stable")  # within a key serials stay in order
    keys = keys[order]
    body = serials[order].astype(">i4").tobytes()
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, np.int64)
    ends = np.r_[starts[1:], len(keys)][: len(starts)] * 4
    rows = [_COPY_START]
    pack = _POSTING_HEAD.pack
    for key, start, end in zip(keys[starts].tolist(), (starts * 4).tolist(), ends.tolist(), strict=True):
        rows.append(pack(2, 8, key, end - start))
        rows.append(body[start:end])
    rows.append(_COPY_END)
    with cursor.copy("COPY people_matchposting (key, serials) FROM STDIN (FORMAT binary)") as copy:
        for at in range(0, len(rows), 100_000):
            copy.write(b"".join(rows[at : at + 100_000]))


def index_missing(progress: Progress = lambda what, done: None) -> int:
    """Put whoever is not in the index into it: a register from before there was one, or a load that left it for later. An
    index made by other rules than this code's is made again. Returns how many profiles are new."""
    with transaction.atomic(), connection.cursor() as cursor:
        _only_one(cursor)
        cursor.execute(
            "SELECT EXISTS (SELECT FROM people_matchposting UNION ALL SELECT FROM people_matchpending),"
            " EXISTS (SELECT FROM people_matchtoken WHERE token = %s)",
            [_scheme()],
        )
        indexed, by_these_rules = cursor.fetchone()
        if not (indexed and by_these_rules):
            for table in TABLES:
                cursor.execute(f"DELETE FROM {table}")
            return build(everybody(), progress)
        done = store.load(everybody(missing_only=True))
        if done:
            progress("names", done)
    return done


def _scheme() -> str:
    """What stands among the tokens for the rules that made the index; no token has such a sign."""
    return f"#{scheme.fingerprint()}"


def _record_scheme(cursor: Any) -> None:
    cursor.execute("DELETE FROM people_matchtoken WHERE left(token, 1) = '#'")
    cursor.execute("INSERT INTO people_matchtoken (token, sound, count) VALUES (%s, '', 0)", [_scheme()])


def rebuild(progress: Progress = lambda what, done: None) -> int:
    """Make the whole index again from the register; returns how many profiles there are. Searches go on in the old one
    until it is done; whoever writes a person waits. As the database's owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        _only_one(cursor)
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")
        done = build(everybody(), progress)
    tidy()
    return done


def _only_one(cursor: Any) -> None:
    """Nobody else builds, folds, or writes a person's profile until the transaction ends; everybody may read."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [store.FOLDING])
    cursor.execute("LOCK TABLE people_matchprofile IN SHARE ROW EXCLUSIVE MODE")
