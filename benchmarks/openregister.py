"""Open cases in bulk for `benchmarks.clocks`: each with one claim, one event and the clock to decide running.

`python -m benchmarks.openregister N` as the database's owner, in the data folder of the benchmark. Persons are those of the
demonstration country that is there, each in many cases; cases spread over all offices and the last 45 working days, so that
every term is still running.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from itertools import cycle
from random import Random
from typing import Any

from benchmarks.measuring import say

CHUNK = 5000
PRESENTED_DAYS = 45  # calendar days back


def grow(cases: int) -> None:
    """Add `cases` open cases, unless they are there."""
    from django.db import connection, transaction

    from acogida.accounts.models import Office
    from acogida.cases import packs
    from acogida.cases.models import Case, PackSnapshot
    from acogida.demo import copytext
    from acogida.people.models import Person

    if Case.objects.filter(number__startswith="BENCH-").count() >= cases:
        return
    pack = packs.current()
    PackSnapshot.objects.get(pk=pack.hash)
    people = list(
        Person.objects.order_by("pk").values_list("pk", "search_text", "given_names", "first_surname")[:20_000]
    )
    made = Maker(pack, list(Office.objects.order_by("pk")), people)
    tables = ("cases_case", "cases_claim", "cases_event", "cases_clockinforce")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for start in range(0, cases, CHUNK):
            rows: dict[str, list[str]] = {table: [] for table in tables}
            for serial in range(start, min(start + CHUNK, cases)):
                made.case(serial, rows)
            for table in tables:
                with cursor.copy(copytext.statement(table)) as copy:
                    copy.write("".join(rows[table]).encode())
            if start % 50_000 == 0:
                say(f"open cases: {start:,} of {cases:,}")
    connection.close()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM ANALYZE {table}")


class Maker:
    """Rows of COPY text, case by case."""

    def __init__(self, pack: Any, offices: list[Any], people: list[tuple[Any, ...]]) -> None:
        self.pack, self.offices = pack, offices
        self.people = cycle(people)
        self.random = Random(7)
        self.clock = pack.clock("decide").code
        self.today = offices[0].today()

    def case(self, serial: int, rows: dict[str, list[str]]) -> None:
        from acogida.audit.chain import GENESIS, link
        from acogida.demo.copytext import array, line
        from acogida.hooks.ids import uuid7
        from acogida.law import due_date

        random = self.random
        office = self.offices[serial % len(self.offices)]
        person, text, given, surname = next(self.people)
        on = self.today - dt.timedelta(days=random.randrange(1, PRESENTED_DAYS))
        case, claim, event, key = (str(uuid7()) for _ in range(4))
        due = due_date(self.pack, self.clock, on, office=office.code)
        at = dt.datetime.combine(on, dt.time(17), dt.UTC).isoformat()
        payload = {"members": [{"claim": claim, "person": str(person), "role": "principal", "relation": "", "basis": "own",
                                "stage": "presented"}]}  # fmt: skip
        head = link(GENESIS, {
            "id": event, "case": case, "seq": 1, "kind": "present", "claim": None, "on": on.isoformat(), "at": at,
            "actor": None, "payload": payload, "key": key,
        })  # fmt: skip
        number = f"BENCH-{office.code}-{serial:07}"
        title = f"{surname}, {given}"[:210]
        nationality = random.choice(("HN", "HT", "CU", "SV", "VE", "GT"))
        values = {
            "id": case, "number": number, "office_id": office.pk, "pack_id": self.pack.hash, "intent_on": on,
            "presented_on": on, "modality": self.pack.default_modality, "created_at": at, "stage": "presented",
            "open": True, "principal_id": person, "title": title, "search_text": f"{number.lower()} {text}",
            "nationality": nationality, "sex": random.choice("FM"), "birth_year": 1990, "language": "es",
            "needs_interpreter": False, "member_count": 1, "has_children": random.random() < 0.3,
            "unaccompanied_child": False, "needs": array([]), "next_clock": self.clock, "next_due": due, "next_start": on,
            "clock_paused": False, "assignee_id": None, "lease_until": None, "closed_on": None, "version": 1,
            "last_seq": 1, "last_hash": head,
        }  # fmt: skip
        from acogida.demo.copytext import COLUMNS

        rows["cases_case"].append(line(*[values[name] for name in COLUMNS["cases_case"].split()]))
        rows["cases_claim"].append(line(claim, case, person, "own", 0, "presented", "", None, None))
        rows["cases_event"].append(
            line(event, case, 1, "present", None, on, at, None, "", office.pk, payload, key, head)
        )
        rows["cases_clockinforce"].append(line(case, None, self.clock, on, due, "running", [], [], None))


def main() -> None:
    os.environ["ACOGIDA_DB_OWNER"] = "1"
    import django

    django.setup()
    grow(int(sys.argv[1]))


if __name__ == "__main__":
    main()
