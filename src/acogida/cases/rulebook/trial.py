"""What a version of the rules would do to the cases there are, if they were moved to it. Nothing is written to them."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.access import visible_to
from acogida.cases.models import Case, Claim, ClockInForce, PackVersion
from acogida.cases.rulebook.versions import checked
from acogida.law import Extension, Pack, Pause, due_date

LISTED = 5_000  # changed dates kept for the list; the counts are of all
OPEN = (ClockInForce.State.RUNNING, ClockInForce.State.PAUSED)


def try_version(request: Any, draft: PackVersion) -> PackVersion:
    """Try the draft on every open case of this pack and keep the result with it. A draft that is no pack is left as it
    is."""
    require(request.user, "pack.manage")
    pack, _problems = checked(draft.content)
    if pack is None:
        return draft
    result = tried(pack)
    with transaction.atomic():
        PackVersion.objects.filter(pk=draft.pk, revision=draft.revision).update(trial=result)
        detail: dict[str, Any] = {
            "revision": draft.revision,
            "cases": result["cases"],
            "cases_moved": result["cases_moved"],
        }
        write(request, "pack.try", draft, detail=detail)
    draft.trial = result
    return draft


def tried(pack: Pack) -> dict[str, Any]:
    """Counts, and the dates that would change, as JSON: cases, clocks, moved, cases_moved, stages and terms that the
    version does not have with how many cases stand there, and rows [case, clock, now, then]."""
    open_cases = Case.objects.filter(open=True, pack__name=pack.name)
    moved: set[uuid.UUID] = set()
    rows: list[list[Any]] = []
    dates = clocks = 0
    missing: Counter[str] = Counter()
    reckon = _Reckoner(pack)
    for case_id, code, start, due, pauses, extensions, office in _open_clocks(open_cases).iterator(5_000):
        clocks += 1
        if code not in pack.clocks:
            missing[code] += 1
            continue
        then = reckon.due(code, start, office, pauses, extensions)
        if then != due:
            dates += 1
            moved.add(case_id)
            if len(rows) < LISTED:
                rows.append([str(case_id), code, _iso(due), _iso(then)])
    return {
        "at": timezone.now().isoformat(),
        "hash": pack.hash,
        "cases": open_cases.count(),
        "clocks": clocks,
        "moved": dates,
        "cases_moved": len(moved),
        "stages": _missing_stages(open_cases, pack),
        "terms": dict(missing),
        "rows": rows,
    }


def _open_clocks(cases: QuerySet[Case]) -> Any:
    rows = ClockInForce.objects.filter(state__in=OPEN, case__in=cases).order_by("due", "pk")
    return rows.values_list("case_id", "clock", "start", "due", "pauses", "extensions", "case__office__code")


def _missing_stages(cases: QuerySet[Case], pack: Pack) -> dict[str, int]:
    """Stages in which claims of open cases stand and which the version does not have, with how many cases."""
    known = [stage.code for stage in pack.stages]
    rows = Claim.objects.filter(case__in=cases).exclude(stage__in=known).values_list("stage", "case").distinct()
    return dict(Counter(stage for stage, _case in rows))


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass
class _Reckoner:
    """Due dates under one pack; the many clocks that began on the same day are reckoned once."""

    pack: Pack

    def __post_init__(self) -> None:
        self.closures = packs.closures()
        self.known: dict[tuple[str, dt.date, str, str], dt.date | None] = {}

    def due(self, code: str, start: dt.date, office: str, pauses: list[Any], extensions: list[Any]) -> dt.date | None:
        key = (code, start, office, json.dumps([pauses, extensions]) if pauses or extensions else "")
        if key not in self.known:
            self.known[key] = due_date(
                self.pack, code, start, office=office, closures=self.closures,
                pauses=tuple(Pause(_day(p["start"]), _day(p["end"]), p["reason"]) for p in pauses),
                extensions=tuple(Extension(e["amount"], e["ground"], _day(e["on"])) for e in extensions),
            )  # fmt: skip
        return self.known[key]


def _day(text: str | None) -> Any:
    return dt.date.fromisoformat(text) if text else None


# --- the list --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Changed:
    """One date that would change, of a case the reader may see."""

    case: Case
    clock: str
    now: dt.date | None
    then: dt.date | None


def page_of(trial: dict[str, Any], user: Any, number: int, size: int = 50) -> tuple[list[Changed], int, int]:
    """One page of the dates that would change: those of cases the reader may list, the number of pages, and how many
    of the kept ones are of cases outside her scope."""
    rows = trial["rows"]
    seen = set(visible_to(user, "case.list").filter(pk__in={row[0] for row in rows}).values_list("pk", flat=True))
    mine = [row for row in rows if uuid.UUID(row[0]) in seen]
    pages = max(1, -(-len(mine) // size))
    shown = mine[(number - 1) * size : number * size]
    cases = {str(c.pk): c for c in Case.objects.filter(pk__in=[r[0] for r in shown]).select_related("office")}
    return (
        [Changed(cases[c], code, _day(now), _day(then)) for c, code, now, then in shown],
        pages,
        len(rows) - len(mine),
    )
