"""Clocks as pages show them: cards on the case page, one clock explained, and what it would be under a supposition."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from acogida.cases import log, packs, queries, store, strip
from acogida.cases.models import Case, Claim, ClockInForce
from acogida.cases.projection import Rules
from acogida.cases.what_if import Supposition, WhatIfForm
from acogida.law import ClockRule, Day, Extension, LawError, Pack, Reckoning, reckon, working_days_between
from acogida.law.extending import SET_BY_AUTHORITY
from acogida.law.filing import filed

LARGE = 1.7  # the strip of a clock's own page


def language() -> str:
    return get_language() or "es"


def cards(case: Case, rules: Rules, claims: list[Claim], today: dt.date) -> list[dict[str, Any]]:
    """Every clock of the case: open ones first, the nearest on top, and that one with its strip."""
    people = {claim.pk: claim.person for claim in claims}
    found = [
        _card(case, clock, rules.pack.clocks[clock.clock], rules, today)
        | {"person": people.get(clock.claim_id) if clock.claim_id else None}
        for clock in case.clocks.all()
        if clock.clock in rules.pack.clocks
    ]
    found.sort(key=lambda c: (not c["open"], c["clock"].due or dt.date.max, c["clock"].pk))
    if found and found[0]["open"]:
        found[0] |= _figures(_reckoned(case, found[0]["clock"], rules, today), today)
    return found


def _card(case: Case, clock: ClockInForce, rule: ClockRule, rules: Rules, today: dt.date) -> dict[str, Any]:
    card: dict[str, Any] = {
        "clock": clock, "label": rules.pack.text(rule.label, language()), "unit": rule.unit, "holder": rule.holder,
        "open": clock.state in ("running", "paused"), "source": rule.source, "verified": rule.verified,
    }  # fmt: skip
    if clock.due and today > clock.due:
        card["tone"] = "danger"
    elif clock.due and card["open"]:
        left = working_days_between(
            rules.pack, today, clock.due, office=case.office.code, closures=rules.closures, calendar=rule.calendar
        )
        soon = left <= queries.SOON
        card["tone"] = "warning" if soon and rule.unit == "working" else "success"
    return card


def _figures(reckoning: Reckoning, today: dt.date) -> dict[str, Any]:
    """The numbers of the nearest clock, in the days in which it counts."""
    left = reckoning.remaining(today)
    return {
        "reckoning": reckoning,
        "strip": strip.draw(reckoning, today),
        "warnings": [warning.in_(language()) for warning in reckoning.warnings],
        "in_working_days": reckoning.clock.unit == "working",
        "total": reckoning.span,
        "left": left,
        "late": -left,
        "elapsed": min(max(reckoning.elapsed(today), 0), reckoning.span),
        "granted": [e for e in reckoning.extensions if e.ground != SET_BY_AUTHORITY],
    }


def _reckoned(
    case: Case, clock: ClockInForce, rules: Rules, today: dt.date, supposed: Supposition | None = None
) -> Reckoning:
    more = supposed or Supposition()
    return reckon(
        rules.pack, clock.clock, clock.start, office=case.office.code, closures=(*rules.closures, *more.closures),
        pauses=more.on_top_of(store.pauses(clock)), extensions=(*store.extensions(clock), *more.extensions),
        until=clock.stopped_on or today,
    )  # fmt: skip


def explained(case: Case, clock: ClockInForce) -> Reckoning:
    """The reckoning of a clock. One that has stopped is explained by the rules as they were known then: those of the
    latest event of the case under which the kept date comes out."""
    today = case.office.today()
    found = _reckoned(case, clock, packs.rules_of(case), today)
    if clock.state in (ClockInForce.State.RUNNING, ClockInForce.State.PAUSED) or found.due == clock.due:
        return found
    changes = dict.fromkeys(event.payload.get("rules", 0) for event in case.events.order_by("-seq"))
    for change in changes:
        before = _reckoned(case, clock, packs.rules(case.pack_id, change), today)
        if before.due == clock.due:
            return before
    return found


def page(case: Case, clock: ClockInForce, asked: Any) -> dict[str, Any]:
    """A clock explained: every day from its start to its end, by month, counted or not and why; and beside it what it
    would be if what was `asked` (the address's query) came true."""
    pack, today = packs.of(case), case.office.today()
    rule = pack.clock(clock.clock)
    reckoning = explained(case, clock)
    open_ = clock.state in (ClockInForce.State.RUNNING, ClockInForce.State.PAUSED)
    context: dict[str, Any] = {
        "clock": clock,
        "rule": rule,
        "open": open_,
        "label": pack.text(rule.label, language()),
        "trigger": pack.text(rule.trigger_text, language()),
        "filing": filing_words(case, clock, rule),
        "lapse": pack.text(rule.lapse.text, language()),
        "note": pack.text(rule.note, language()) if rule.note else "",
        "reckoning": reckoning,
        "kinds": {kind: sum(day.kind == kind for day in reckoning.days) for kind in ("rest", "closed", "paused")},
        "due_words": strip.full_date(clock.due) if clock.due else "",
        "strip": strip.draw(reckoning, today, scale=LARGE),
        "warnings": [pack.text(warning, language()) for warning in reckoning.warnings],
        "pauses": reckoning.pauses,
        "extensions": [extension_words(pack, e) for e in reckoning.extensions],
        "months": months(reckoning, today),
        "skipped": stretches(reckoning.days),
        "texts": [("es", "Español", reckoning.to_text("es")), ("en", "English", reckoning.to_text("en"))],
        "today": today,
    }
    if open_ and rule.unit != "immediate":
        context |= _supposed(case, clock, rule, reckoning, today, asked)
    return context


def filing_words(case: Case, clock: ClockInForce, rule: ClockRule) -> str:
    """When the presentation that started the clock was received on the office's clock, and what follows from the hour;
    empty when nobody wrote the hour down."""
    if rule.trigger != "presentation":
        return ""
    opening = next((e for e in log.of(case) if e.on == clock.start and e.payload.get("presented_at")), None)
    try:
        at = dt.time.fromisoformat(opening.payload["presented_at"]) if opening else None
    except ValueError:
        return ""
    if opening is None or at is None:
        return ""
    rules, office = packs.rules_of(case), opening.office
    instant = dt.datetime.combine(clock.start, at, tzinfo=zoneinfo.ZoneInfo(office.zone))
    found = filed(rules.pack, instant, office.code, closures=rules.closures, calendar=rule.calendar)
    return f"{found.why.in_(language())} ({found.source})"


def _supposed(
    case: Case, clock: ClockInForce, rule: ClockRule, real: Reckoning, today: dt.date, asked: Any
) -> dict[str, Any]:
    """The what-if form, and the recalculated strip when it supposes something that can be."""
    given = any(name.startswith("if-") and value for name, value in asked.items())
    rules = packs.rules_of(case)
    form = WhatIfForm(
        asked if given else None, pack=rules.pack, rule=rule, start=clock.start, granted=store.extensions(clock),
        paused_on=next((pause.start for pause in store.pauses(clock) if pause.end is None), None),
    )  # fmt: skip
    context: dict[str, Any] = {"form": form}
    if not form.is_valid():
        return context
    supposed = form.supposition()
    try:
        then = _reckoned(case, clock, rules, today, supposed)
    except LawError as error:  # it leaves the years of the calendar
        form.add_error(None, str(error))
        return context
    weeks = max(strip.columns_of(real), strip.columns_of(then))
    context["then"] = then
    context["strip_then"] = strip.draw(then, today, other=real, weeks=weeks, scale=LARGE)
    context["strip"] = strip.draw(real, today, weeks=weeks, scale=LARGE)
    if real.due and then.due:
        later = working_days_between(
            rules.pack, real.due, then.due, office=case.office.code, calendar=rule.calendar, closures=rules.closures
        )
        context["later"], context["later_days"] = later, (then.due - real.due).days
    return context


def extension_words(pack: Pack, extension: Extension) -> dict[str, Any]:
    """An extension with its ground in words; `set` when the authority set the length with the step itself."""
    labels = {ground.code: ground.label for ground in pack.extension_grounds}
    ground = labels.get(extension.ground)
    return {
        "amount": extension.amount,
        "on": extension.on,
        "set": extension.ground == SET_BY_AUTHORITY,
        "ground": pack.text(ground, language()) if ground else extension.ground.replace("_", " "),
    }


def months(reckoning: Reckoning, today: dt.date) -> list[dict[str, Any]]:
    """The days by month, for the grids."""
    found: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for day in reckoning.days:
        found.setdefault((day.date.year, day.date.month), []).append(
            {"day": day, "kind": strip.kind_of(day, reckoning, today), "why": day.why.in_(language()),
             "today": day.date == today}
        )  # fmt: skip
    return [{"first": dt.date(y, m, 1), "days": days} for (y, m), days in found.items()]


def stretches(days: Iterable[Day]) -> list[dict[str, Any]]:
    """The days that did not count for another reason than weekly rest, neighbours with one reason together."""
    found: list[dict[str, Any]] = []
    between = False  # weekly rest inside a stretch does not end it
    for day in days:
        if day.kind in ("closed", "paused", "rolled"):
            why = day.why.in_(language())
            last = found[-1] if found else None
            if last and between and (last["why"], last["source"]) == (why, day.source):
                last["last"], last["n"] = day.date, last["n"] + 1
            else:
                found.append({"first": day.date, "last": day.date, "n": 1, "why": why, "source": day.source,
                              "verified": day.verified})  # fmt: skip
            between = True
        elif day.kind != "rest":
            between = False
    return found


def document(case: Case, clock: ClockInForce, lang: str) -> dict[str, Any]:
    """The explanation as JSON, in Spanish or English."""
    return {
        "case": case.number,
        "claim": str(clock.claim_id) if clock.claim_id else None,
        "state": clock.state,
        "stopped_on": clock.stopped_on.isoformat() if clock.stopped_on else None,
        "pack": case.pack_id,
        **explained(case, clock).to_json(lang),
    }
