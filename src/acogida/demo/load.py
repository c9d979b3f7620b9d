"""Loads the demonstration country into an empty register, by streaming COPY in one transaction."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction

from acogida.accounts import authority
from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.actions import format_number
from acogida.cases.models import Case, Event, NumberSeries
from acogida.demo import again, agreed, chronicle, copytext, library, plan, refused, samples, users, workshop
from acogida.demo.setting import Setting
from acogida.law import PackError
from acogida.people.duplicates import suspect
from acogida.people.matching import building
from acogida.people.models import Person

Progress = Callable[[str, int, int], None]
WHOLE = 20_000  # persons; from here on only open cases have constancias, CURPs and dossiers
BIG = 4_000  # cases; from here on workers pay, and the search index is built afterwards


class NotLoaded(Exception):
    """Nothing was loaded; the message says why, for people."""


def load(
    persons: int = 2000,
    seed: int = 7,
    progress: Progress | None = None,
    *,
    today: dt.date | None = None,
    jurisdiction: str | None = None,
    shelves: bool = True,
) -> dict[str, Any]:
    """Load about `persons` persons (1.6 per case) and the demonstration users.

    Loads of fewer than WHOLE persons have constancias, CURPs and dossiers for every case, larger ones for open cases only.
    The same `persons`, `seed` and `today` give the same rows. `progress(what, done, total)` is told every chunk.
    `jurisdiction` is the name of an installed pack (None: the one this house has); an empty register becomes that
    authority's. `shelves`: with the library of country information. All or nothing: an interrupted load leaves an empty register. Raises NotLoaded when there are cases
    already, when there is no such pack, or when the database role may not.
    """
    started = time.monotonic()
    if persons < 1:
        raise NotLoaded("a country needs at least one person")
    if not _may_copy():
        raise NotLoaded("loading is the work of the database's owner (ACOGIDA_DB_OWNER=1)")
    if Case.objects.exists():
        raise NotLoaded("there are cases already; the demonstration is loaded into an empty register only")
    try:
        authority.become(jurisdiction or authority.pack_name())
    except (PackError, authority.Settled) as problem:
        raise NotLoaded(str(problem)) from None
    setting = prepare(today, whole=persons < WHOLE)
    shares = [office.share for office in setting.pack.offices]
    planned = again.mark(plan.draw(persons, seed, setting.today, shares, setting.authority))
    tell = progress or (lambda what, done, total: None)
    counts = dict.fromkeys(copytext.COLUMNS, 0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        big = len(planned) >= BIG
        postponed = postpone_search(cursor) if big else []
        done = 0
        for rows, told in workshop.chapters(planned, setting, alone=not big):
            for table, (block, number) in rows.items():
                with cursor.copy(copytext.statement(table)) as copy:
                    copy.write(block)
                counts[table] += number
            done += told
            tell("cases", done, len(planned))
        _number(planned, setting)
        for position, statement in enumerate(postponed):
            tell("indexes", position, len(postponed))
            cursor.execute(statement)
        building.index_missing(lambda what, done: tell(f"index of persons, {what}", done, counts["people_person"]))
        _send_to_the_desk(planned, setting)
        refused.tell(setting, seed)
        agreed.tell(setting.authority, setting.today)
        if shelves:
            library.fill(setting.today, tell)
        write(None, "demo.load", None, detail={"persons": counts["people_person"], "seed": seed})
    with connection.cursor() as cursor:
        for table in copytext.COLUMNS:
            cursor.execute(f"ANALYZE {table}")
    return {
        "persons": counts["people_person"],
        "cases": counts["cases_case"],
        "events": counts["cases_event"],
        "clocks": counts["cases_clockinforce"],
        "seed": seed,
        "today": setting.today.isoformat(),
        "seconds": round(time.monotonic() - started, 2),
    }


def prepare(today: dt.date | None = None, *, whole: bool = True) -> Setting:
    """Make the users, keep the pack, store the sample decisions; what all cases share."""
    pack = packs.current()
    packs.keep(pack)
    users.ensure()
    staff = users.staff()
    change = packs.change_number()
    rules = packs.rules(pack.hash, change)
    places = {office.code: office for office in Office.objects.all()}
    return Setting(
        authority=pack.name,
        today=today or places[pack.offices[0].code].today(),
        offices=tuple((places[code].pk, code, places[code].zone) for code in (office.code for office in pack.offices)),
        staff=staff,
        contents=pack.snapshot(),
        closures=rules.closures,
        switches=rules.switches,
        change=change,
        letters=samples.decisions(pack) if pack.name == chronicle.HOME else {},
        whole=whole,
    )


def _may_copy() -> bool:
    """COPY passes no row-level policy: only a role that is not bound by them may stream cases in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [Event._meta.db_table])
        return not cursor.fetchone()[0]


def postpone_search(cursor: Any) -> list[str]:
    """Drop the indexes of words, dear to keep row by row, and return the statements that make them again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s)"
        " AND indexdef LIKE '%%to_tsvector%%'",
        [[Person._meta.db_table, Case._meta.db_table]],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def _send_to_the_desk(planned: Sequence[plan.PlannedCase], setting: Setting) -> None:
    """Those who presented themselves twice, as the search of the whole register would notice them, or the counter."""

    def number(case: plan.PlannedCase) -> str:
        return format_number(setting.pack.case_number, setting.offices[case.office][1], case.on.year, case.serial)

    twice = [(number(case), number(case.again), case.slip) for case in planned if case.again]
    who = dict(Case.objects.filter(number__in={n for row in twice for n in row[:2]}).values_list("number", "principal"))
    for source, some in (("register", 0), ("intake", 1)):
        suspect([(who[new], who[old], None, None) for new, old, slip in twice if slip % 2 == some], source)


def _number(planned: Sequence[plan.PlannedCase], setting: Setting) -> None:
    """Continue each office's numbers where the load ends."""
    NumberSeries.objects.bulk_create(
        [
            NumberSeries(office_id=setting.offices[office][0], year=year, last=last)
            for (office, year), last in plan.last_serials(planned).items()
        ],
        update_conflicts=True,
        unique_fields=["office", "year"],
        update_fields=["last"],
    )
