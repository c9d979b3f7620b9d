"""A step of the procedure put into words before it is taken, and its answers afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.accounts.models import Role
from acogida.cases import packs, store
from acogida.cases.models import Case, Claim
from acogida.cases.projection import ClockState, State, apply
from acogida.law import LawError, Pack, StepField, Transition
from acogida.law.answers import in_words, is_empty
from acogida.people.countries import country_name
from acogida.ui.components.dates import civil

# Answers that the timeline says in its own line.
SAID_ELSEWHERE = ("outcome",)


@dataclass
class Proposed:
    """A step as it would be logged: enough of an event for the projection."""

    kind: str
    on: dt.date
    payload: dict[str, Any]
    claim_key: str | None


@dataclass
class Outcome:
    """What a step does, in words."""

    stage: str
    clocks: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    who: list[str] = field(default_factory=list)


def outcome_of(case: Case, claim: Claim | None, rule: Transition, answers: dict[str, Any], on: dt.date) -> Outcome:
    """What taking the step on that day with those answers would do. Nothing is written."""
    pack = packs.of(case)
    labels = {letter.code: pack.text(letter.label, _language()) for letter in pack.letters}
    return Outcome(
        stage=pack.text(pack.stage(rule.to).label, _language()) if rule.to else "",
        clocks=_clocks(case, claim, rule, answers, on, pack),
        letters=[labels.get(code, code) for code in rule.documents],
        who=_who(rule, pack),
    )


def _clocks(
    case: Case, claim: Claim | None, rule: Transition, answers: dict[str, Any], on: dt.date, pack: Pack
) -> list[str]:
    """What becomes of each term: started until, stopped, paused, running again until, longer until."""
    before = store.load(case)
    event = Proposed(rule.name, on, dict(answers), str(claim.pk) if claim else None)
    try:
        after = apply(before, event, packs.rules_of(case))
    except (KeyError, TypeError, ValueError, LawError):  # an answer that decides it is not given yet
        return [_("%(term)s: depends on your answers.") % {"term": name} for name in _named(rule, pack)]
    said = [_changed(old, new, pack) for old, new in zip(before.clocks, after.clocks, strict=False) if old != new]
    said += [_started(clock, pack) for clock in after.clocks[len(before.clocks) :]]
    return said + _unsure(rule, before, after, pack)


def _changed(old: ClockState, new: ClockState, pack: Pack) -> str:
    values = {"term": _label(new.clock, pack), "due": civil(new.due) if new.due else "–"}
    if not new.open:
        return _("%(term)s: ends here, met late.") % values if new.state == "late" else _("%(term)s: met.") % values
    if new.state == "paused":
        return _("%(term)s: pauses.") % values
    if old.state == "paused":
        return _("%(term)s: runs again, until %(due)s.") % values
    return _("%(term)s: now until %(due)s.") % values


def _started(clock: ClockState, pack: Pack) -> str:
    values = {"term": _label(clock.clock, pack), "due": civil(clock.due) if clock.due else "–"}
    if pack.clock(clock.clock).unit == "immediate":
        return _("%(term)s: at once.") % values
    return _("%(term)s: starts, until %(due)s.") % values


def _unsure(rule: Transition, before: State, after: State, pack: Pack) -> list[str]:
    """Terms that start only with certain answers, and did not with these."""
    fresh = {clock.clock for clock in after.clocks[len(before.clocks) :]}
    waiting = [start for start in rule.starts if start.when and pack.clock(start.clock).code not in fresh]
    return [_("%(term)s: depends on your answers.") % {"term": _label(start.clock, pack)} for start in waiting]


def _named(rule: Transition, pack: Pack) -> list[str]:
    codes = [start.clock for start in rule.starts] + [*rule.stops, *rule.pauses, *rule.resumes, *rule.extends]
    return [_label(code, pack) for code in dict.fromkeys(codes)]


def _label(clock: str, pack: Pack) -> str:
    return pack.text(pack.clock(clock).label, _language())


def _who(rule: Transition, pack: Pack) -> list[str]:
    """Whose act it is, who takes it, and who may not because of an earlier step."""
    body = next((b for b in pack.bodies if b.code == rule.body), None)
    roles = Role.objects.filter(grants__action=rule.action, grants__hand_on_only=False).distinct().order_by("pk")
    said = [pack.text(body.label, _language())] if body else []
    said += [", ".join(map(str, roles))] if roles else []
    if rule.distinct_from:
        steps = ", ".join(f"«{pack.text(pack.transition(name).label, _language())}»" for name in rule.distinct_from)
        said.append(_("Not by whoever took %(steps)s.") % {"steps": steps})
    return said


def told(rule: Transition, payload: dict[str, Any], pack: Pack, *, narrative: bool) -> list[tuple[str, str]]:
    """What was answered at a step, in words: pairs of question and answer. What was written at length only for who may
    read narratives."""
    rows = []
    for asked in rule.fields:
        value = payload.get(asked.code)
        if asked.code in SAID_ELSEWHERE or is_empty(value) or (asked.type == "longtext" and not narrative):
            continue
        rows.append((pack.text(asked.label, _language()), answer_words(asked, value, pack)))
    return rows


def answer_words(asked: StepField, value: Any, pack: Pack) -> str:
    """An answer as the page says it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    try:
        if asked.type == "date":
            return civil(dt.date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)
    return country_name(value) if asked.type == "country" else in_words(asked, value, pack, _language())


def _language() -> str:
    return get_language() or "es"
