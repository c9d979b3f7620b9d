"""Some cases, locked, reckoned again and written back in one transaction.

The application's role may not COPY into the event log (row-level policies, record 10): columns go as PostgreSQL arrays,
and `INSERT … SELECT FROM unnest(…)` makes rows of them.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from acogida.audit.chain import GENESIS, link
from acogida.cases import packs
from acogida.cases.models import NO_DUE, Recalculation
from acogida.cases.recompute.reckoner import KIND, OpenClock, Reckoner
from acogida.hooks.ids import uuid7

NO_DUE_TEXT = NO_DUE.isoformat()
KEYS = uuid.UUID("6f1c9b0e-6a6d-5d0b-9d0e-2f5f0f8f7a11")  # the namespace of the events' keys


class LockedCase(NamedTuple):
    id: str
    office: int
    code: str
    zone: str
    pack: str
    seq: int
    hash: str
    language: str


class Moved(NamedTuple):
    """One case of which a date moved: its event and its new columns, as they are written."""

    case: str
    event: str
    seq: int
    on: str
    office: int
    payload: str
    key: str
    hash: str
    next_clock: str
    next_due: str
    next_start: str | None
    paused: str
    whole: str  # whether a clock of the whole case moved: everybody in it is concerned
    language: str


@dataclass
class Outcome:
    """What a chunk writes. `claims`: those whose own clock moved."""

    cases: list[Moved] = field(default_factory=list)
    open_stages: set[str] = field(default_factory=set)
    clocks: list[int] = field(default_factory=list)
    dues: list[str | None] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)


class Reckoners:
    """The reckoner of each pack and change number, kept for a whole run."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], Reckoner] = {}

    def of(self, pack: str, number: int) -> Reckoner:
        """A second thread that asks at the same moment makes its own, which is as good."""
        if (pack, number) not in self._kept:
            self._kept[pack, number] = Reckoner(packs.rules(pack, number))
        return self._kept[pack, number]


def reckon(change: int, ids: Sequence[str], reckoners: Reckoners) -> None:
    """Reckon the open clocks of some cases again, in one transaction, for the change of the rules with that number."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL synchronous_commit = off"
        )  # a crash may lose the last chunks; the next run redoes them
        cases = _locked(cursor, ids)
        clocks = _open_clocks(cursor, ids)
        now = timezone.now()
        outcome = _outcome(change, packs.change_number(), cases, clocks, now, reckoners)
        if outcome.cases:
            _write(cursor, outcome, now)
            notices = _queue_notices(cursor, outcome, now)
            # What can still be refused is refused now, so that the counts' row is held for the commit only.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            Recalculation.objects.filter(pk=change).update(
                moved=F("moved") + len(outcome.cases),
                clocks=F("clocks") + len(outcome.clocks),
                notices=F("notices") + notices,
            )


def _locked(cursor: Any, ids: Sequence[str]) -> list[LockedCase]:
    cursor.execute(
        "SELECT c.id::text, c.office_id, o.code, o.zone, c.pack_id, c.last_seq, c.last_hash, c.language"
        " FROM cases_case c JOIN accounts_office o ON o.id = c.office_id"
        " WHERE c.id = ANY (%s::uuid[]) ORDER BY c.id FOR UPDATE OF c",
        [array(ids)],
    )
    return [LockedCase(*row) for row in cursor.fetchall()]


def _open_clocks(cursor: Any, ids: Sequence[str]) -> dict[str, list[OpenClock]]:
    cursor.execute(
        "SELECT case_id::text, id, clock, claim_id::text, start, due, state, pauses::text, extensions::text"
        " FROM cases_clockinforce WHERE case_id = ANY (%s::uuid[]) AND state IN ('running', 'paused') ORDER BY id",
        [array(ids)],
    )
    found: dict[str, list[OpenClock]] = {}
    for case, *row in cursor.fetchall():
        found.setdefault(case, []).append(OpenClock(*row))
    return found


def _outcome(
    change: int,
    number: int,
    cases: Iterable[LockedCase],
    clocks: dict[str, list[OpenClock]],
    now: dt.datetime,
    reckoners: Reckoners,
) -> Outcome:
    """The cases of which a date moves under the rules as they are now (change number `number`)."""
    outcome = Outcome()
    at = now.astimezone(dt.UTC).isoformat()
    today: dict[str, str] = {}
    for case in cases:
        reckoner = reckoners.of(case.pack, number)
        after = [(clock, reckoner.due(case.code, clock)) for clock in clocks.get(case.id, ())]
        moved = [(clock, due) for clock, due in after if due != clock.due]
        if not moved:
            continue
        outcome.open_stages |= reckoner.open_stages
        for clock, due in moved:
            outcome.clocks.append(clock.id)
            outcome.dues.append(due.isoformat() if due else None)
            if clock.claim:
                outcome.claims.append(clock.claim)
        on = today.get(case.zone) or today.setdefault(case.zone, _civil(now, case.zone))
        payload = {"rules": number, "change": change, "moved": [_told(clock, due) for clock, due in moved]}
        event, key = str(uuid7()), _key(change, number, case.id)
        content = {
            "id": event, "case": case.id, "seq": case.seq + 1, "kind": KIND, "claim": None, "on": on, "at": at,
            "actor": None, "payload": payload, "key": key,
        }  # fmt: skip
        nearest, due = _next(after)
        outcome.cases.append(Moved(
            case=case.id, event=event, seq=case.seq + 1, on=on, office=case.office, payload=json.dumps(payload), key=key,
            hash=link(case.hash or GENESIS, content), next_clock=nearest.clock,
            next_due=due.isoformat() if due else NO_DUE_TEXT, next_start=nearest.start.isoformat(),
            paused="t" if nearest.state == "paused" else "f", whole="t" if any(not c.claim for c, _due in moved) else "f",
            language="en" if case.language == "en" else "es",
        ))  # fmt: skip
    return outcome


def _told(clock: OpenClock, due: dt.date | None) -> dict[str, Any]:
    return {
        "clock": clock.clock,
        "claim": clock.claim,
        "was": clock.due and clock.due.isoformat(),
        "due": due and due.isoformat(),
    }


def _next(after: Sequence[tuple[OpenClock, dt.date | None]]) -> tuple[OpenClock, dt.date | None]:
    """As `projection.State.next_clock`: the running one that is due first, a paused one only when nothing runs."""
    running = [pair for pair in after if pair[0].state == "running" and pair[1]]
    if running:
        return min(running, key=lambda pair: pair[1] or dt.date.max)
    return next(pair for pair in after if pair[0].state == "paused")


def _civil(now: dt.datetime, zone: str) -> str:
    return now.astimezone(zoneinfo.ZoneInfo(zone)).date().isoformat()


def _key(change: int, number: int, case: str) -> str:
    """The same for the same case, change and rules: the database itself then refuses a second event."""
    return str(uuid.uuid5(KEYS, f"{change} {number} {case}"))


def array(values: Iterable[Any]) -> str:
    """A PostgreSQL array of plain values (identifiers, numbers, dates, codes) as text."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def quoted(values: Iterable[str]) -> str:
    """A PostgreSQL array of any texts."""
    return "{" + ",".join(['"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values]) + "}"


def _write(cursor: Any, outcome: Outcome, now: dt.datetime) -> None:
    column = {name: [getattr(moved, name) for moved in outcome.cases] for name in Moved._fields}
    cursor.execute(
        "UPDATE cases_clockinforce k SET due = n.due FROM unnest(%s::bigint[], %s::date[]) n (id, due) WHERE k.id = n.id",
        [array(outcome.clocks), array(outcome.dues)],
    )
    cursor.execute(
        "INSERT INTO cases_event (id, case_id, seq, kind, claim_id, \"on\", at, actor_id, actor_roles, office_id, payload,"
        " key, hash) SELECT id, case_id, seq, %s, NULL, day, %s, NULL, '', office, payload, key, hash FROM"
        " unnest(%s::uuid[], %s::uuid[], %s::int[], %s::date[], %s::bigint[], %s::jsonb[], %s::uuid[], %s::text[])"
        " n (id, case_id, seq, day, office, payload, key, hash)",
        [
            KIND, now, array(column["event"]), array(column["case"]), array(column["seq"]), array(column["on"]),
            array(column["office"]), quoted(column["payload"]), array(column["key"]), array(column["hash"]),
        ],
    )  # fmt: skip
    cursor.execute(
        "UPDATE cases_case c SET last_seq = n.seq, last_hash = n.hash, version = c.version + 1, next_clock = n.clock,"
        " next_due = n.due, next_start = n.start, clock_paused = n.paused FROM unnest(%s::uuid[], %s::int[], %s::text[],"
        " %s::text[], %s::date[], %s::date[], %s::bool[]) n (id, seq, hash, clock, due, start, paused) WHERE c.id = n.id",
        [
            array(column["case"]), array(column["seq"]), array(column["hash"]), quoted(column["next_clock"]),
            array(column["next_due"]), array(column["next_start"]), array(column["paused"]),
        ],
    )  # fmt: skip


def _queue_notices(cursor: Any, outcome: Outcome, now: dt.datetime) -> int:
    """One for each person concerned: whose own clock moved, and everybody whose claim is open where one of the whole
    case did. A notice not handed over yet is superseded: the date it tells is no longer right."""
    cursor.execute(
        "WITH concerned AS ("
        "  SELECT l.case_id, l.id AS claim_id, n.event, n.language, l.position"
        "  FROM unnest(%(cases)s::uuid[], %(events)s::uuid[], %(whole)s::bool[], %(languages)s::text[])"
        "    n (case_id, event, whole, language) JOIN cases_claim l ON l.case_id = n.case_id"
        "  WHERE n.whole AND l.stage = ANY (%(stages)s::text[]) OR l.id = ANY (%(claims)s::uuid[])"
        "), superseded AS ("
        "  UPDATE cases_termnotice t SET state = 'void' FROM concerned"
        "  WHERE t.claim_id = concerned.claim_id AND t.state = 'queued'"
        ") INSERT INTO cases_termnotice (case_id, claim_id, event_id, kind, language, created, state, how, remarks)"
        " SELECT case_id, claim_id, event, 'term_changed', language, %(now)s, 'queued', '', ''"
        " FROM concerned ORDER BY case_id, position",
        {
            "cases": array(moved.case for moved in outcome.cases),
            "events": array(moved.event for moved in outcome.cases),
            "whole": array(moved.whole for moved in outcome.cases),
            "languages": array(moved.language for moved in outcome.cases),
            "stages": quoted(sorted(outcome.open_stages)),
            "claims": array(outcome.claims),
            "now": now,
        },
    )  # fmt: skip
    return int(cursor.rowcount)
