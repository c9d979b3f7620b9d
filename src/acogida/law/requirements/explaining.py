"""From what is known of a person to the state of each paper, and the least to ask her."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from acogida.law.model.base import Text
from acogida.law.model.requirements import Item
from acogida.law.requirements.choosing import Need, fewest, within_reach
from acogida.law.requirements.matrix import Requirements
from acogida.law.requirements.shapes import Explanation, Issued, Known, Paper, Question, Saved, State, Waiting

MOST_KEPT = 20_000  # situations remembered; a register of a hundred thousand persons has some hundreds
BASES = {"verified": 0, "documented": 1, "declared": 2}


class _Line(NamedTuple):
    """A paper in a situation: everything but whose evidence it is."""

    code: str
    state: State
    missing: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    helpful: tuple[str, ...]
    satisfied: tuple[str, ...]
    reason: Text | None


class _Situation(NamedTuple):
    lines: tuple[_Line, ...]
    ask: tuple[Question, ...]
    saved: Saved


def explain(
    requirements: Requirements,
    known: Mapping[str, Sequence[Known]],
    issued: Mapping[str, Issued],
    wanted: Collection[str] | None,
    on: dt.date,
    *,
    facts: Mapping[str, bool] | None = None,
) -> Explanation:
    """Every paper's state on a day, and the least to ask the person for those `wanted` (None: all).

    `known`: evidence by item, of the person and of relatives (`Known.person`); what has expired, what the pack does not
    accept and what a relative may not give is passed over. `issued`: the papers she has. `facts`: the pack's facts about
    her, each as its default where nothing is said. LookupError when a wanted paper is not in the pack.
    """
    held: dict[str, Known] = {}
    expired: dict[str, Known] = {}
    for code, item in requirements.items.items():
        offered = known.get(code)
        if offered:
            found, late = _best(item, requirements.rank[code], offered, on)
            if found is not None:
                held[code] = found
            elif late is not None:
                expired[code] = late
    in_force = [code for code, paper in issued.items() if paper.until is None or paper.until >= on]
    for code in in_force:
        for made, evidence in requirements.produces.get(code, ()):
            if made not in held:
                paper = issued[code]
                held[made] = Known(made, evidence, paper.on, paper.until, "verified", code)
    again = frozenset(code for code, paper in issued.items() if paper.again or code not in in_force)
    key = (
        frozenset(held), frozenset(in_force), again, None if wanted is None else frozenset(wanted),
        frozenset(facts.items()) if facts else None,
    )  # fmt: skip
    memo = requirements.memo
    situation = memo.get(key)
    if situation is None:
        if len(memo) >= MOST_KEPT:
            memo.clear()
        situation = memo[key] = _situation(
            requirements, frozenset(held), frozenset(in_force), again, wanted, facts or {}
        )
    papers = tuple(
        Paper(
            line.code, line.state, line.missing, line.waiting, line.helpful,
            {code: held[code] for code in line.satisfied},
            _why_again(requirements, issued[line.code]) if line.code in again else line.reason, issued.get(line.code),
        )
        for line in situation.lines
    )  # fmt: skip
    return Explanation(papers, situation.ask, situation.saved, expired)


# --- evidence ---------------------------------------------------------------------------------------------------


def _best(
    item: Item, rank: Mapping[str, int], offered: Sequence[Known], on: dt.date
) -> tuple[Known | None, Known | None]:
    """The best evidence in force (the person's own before a relative's), and the last to expire where none is."""
    best: Known | None = None
    late: Known | None = None
    place: tuple[bool, int, int, int] | None = None
    for one in offered:
        if one.evidence not in rank or one.on > on or (one.person and not item.family):
            continue
        until = _until(item, one)
        if until is not None:
            one = one._replace(until=until)
            if until < on:
                late = one if late is None or late.until is None or until > late.until else late
                continue
        here = (
            bool(one.person), rank[one.evidence], BASES.get(one.basis, len(BASES)), -until.toordinal() if until else -dt.date.max.toordinal(),
        )  # fmt: skip
        if place is None or here < place:
            best, place = one, here
    return best, late


def _until(item: Item, one: Known) -> dt.date | None:
    """The last day the evidence holds: its own, or what the item allows from its date."""
    if item.months is None:
        return one.until
    last = _months_after(one.on, item.months)
    return last if one.until is None else min(last, one.until)


def _months_after(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + years, month + 1, 1)
    after = dt.date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), after - dt.timedelta(days=1))


# --- the situation ----------------------------------------------------------------------------------------------


def _situation(
    requirements: Requirements,
    held: frozenset[str],
    in_force: frozenset[str],
    again: frozenset[str],
    wanted: Collection[str] | None,
    given: Mapping[str, bool],
) -> _Situation:
    facts = {code: given.get(code, fact.default) for code, fact in requirements.facts.items()}
    facts |= {code: code in held for code in requirements.items}
    facts |= {code: code in in_force for code in requirements.documents}
    asked = {code: requirements.asked_for(paper, facts) for code, paper in requirements.documents.items()}
    needs = {code: _need(requirements, code, asked[code]) for code in requirements.documents}
    meant = {
        code for code, paper in requirements.documents.items() if not paper.of or requirements.met(paper.of, facts)
    }
    makers = meant - in_force
    lines = tuple(
        _line(requirements, code, asked[code], needs, held, makers, facts, (in_force, again))
        for code in requirements.documents
    )
    chosen = set(requirements.documents) if wanted is None else set(wanted)
    if unknown := chosen - requirements.documents.keys():
        raise LookupError(", ".join(sorted(unknown)))
    chosen &= meant | in_force
    to_make = chosen - (in_force - again)
    choice = fewest(requirements, needs, to_make, held, makers)
    ask = tuple(
        Question(
            code,
            requirements.askable[code],
            tuple(paper for paper in requirements.documents if paper in choice.papers and code in asked[paper]),
        )
        for code in requirements.items
        if code in choice.asks
    )
    instances = [code for paper in chosen for code in asked[paper]]
    items = set(instances)
    saved = Saved(len(instances), len(items), len(items & held), len(items - held - choice.asks), len(ask))
    return _Situation(lines, ask, saved)


def _need(requirements: Requirements, code: str, asked: tuple[str, ...]) -> Need:
    paper = requirements.documents[code]
    groups = (tuple(item for item in group if item in asked) for group in paper.one_of)
    return Need(tuple(item for item in paper.needs if item in asked), tuple(group for group in groups if group))


def _line(
    requirements: Requirements,
    code: str,
    asked: tuple[str, ...],
    needs: Mapping[str, Need],
    held: frozenset[str],
    makers: set[str],
    facts: Mapping[str, bool],
    papers: tuple[frozenset[str], frozenset[str]],
) -> _Line:
    paper, need, (in_force, again) = requirements.documents[code], needs[code], papers
    _items, made = within_reach(requirements, needs, held, makers - {code})
    missing: list[str] = []
    waiting: list[Waiting] = []
    for group in (*((item,) for item in need.all_of), *need.one_of):
        if held.isdisjoint(group):
            others = [Waiting(item, whom) for item in group if (whom := _whom(requirements, item, made))]
            asks = [item for item in group if requirements.askable[item]]
            if others:
                waiting.append(others[0])
            elif asks:
                missing.append(asks[0])
            else:
                waiting.append(Waiting(group[0], ""))
    state: State = "missing" if missing else "waiting" if waiting else "ready"
    reason = _not_yet(requirements, code, facts)
    if code in again:
        state = "again"
    elif code in in_force:
        state = "issued"
    elif reason is not None:
        state = "not_yet"
    if state == "issued":
        missing, waiting = [], []
    return _Line(
        code, state, tuple(missing), tuple(waiting), tuple(item for item in paper.helpful if item not in held),
        tuple(item for item in asked if item in held), reason if state == "not_yet" else None,
    )  # fmt: skip


def _whom(requirements: Requirements, item: str, made: frozenset[str]) -> str:
    """Who provides an item beside the person: a paper that can be made, else an agency; "" for nobody."""
    return next((paper for paper in requirements.makers[item] if paper in made), "") or next(
        iter(requirements.holders[item]), ""
    )


def _not_yet(requirements: Requirements, code: str, facts: Mapping[str, bool]) -> Text | None:
    """Why a paper does not come up; None when it does."""
    paper = requirements.documents[code]
    for condition in (*([paper.of] if paper.of else []), *paper.conditions):
        if not requirements.met(condition, facts):
            return condition.message
    return None


def _why_again(requirements: Requirements, paper: Issued) -> Text | str:
    """Because what it says has changed, or it has expired: in the pack's words."""
    words = requirements.file.words
    changed = [requirements.items[code] for code in paper.again.split(",") if code in requirements.items]
    if words is None or (paper.again and not changed):
        return paper.again
    if changed:
        return Text(
            {
                language: text.replace("{items}", ", ".join(_lower(item.label.in_(language)) for item in changed))
                for language, text in words.changed.root.items()
            }
        )
    assert paper.until is not None  # else it would be in force
    return Text(
        {language: text.replace("{on}", _day(paper.until, language)) for language, text in words.expired.root.items()}
    )


def _day(day: dt.date, language: str) -> str:
    """1 de febrero de 2026; in figures where the months have no names here (Haitian Creole)."""
    from babel.core import UnknownLocaleError  # slow to load, and seldom needed
    from babel.dates import format_date

    try:
        return str(format_date(day, "long", locale="es_MX" if language == "es" else language))
    except (UnknownLocaleError, ValueError):
        return f"{day:%d/%m/%Y}"


def _lower(text: str) -> str:
    return text if text.isupper() else text[:1].lower() + text[1:]
