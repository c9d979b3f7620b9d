"""From what is known of a person to the state of each paper, and the least to ask her."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from acogida.law.model.base import Text
from acogida.law.model.requirements import Item
from acogida.law.requirements.choosing import fewest
from acogida.law.requirements.matrix import Frame, Need, Reach, Requirements
from acogida.law.requirements.shapes import Explanation, Issued, Known, Paper, Question, Saved, State, Waiting

MOST_KEPT = 50_000  # lines and lists of questions remembered for each frame
BASES = {"verified": 0, "documented": 1, "declared": 2}


class _Line(NamedTuple):
    """A paper for persons who have the same of what it needs: everything but whose evidence it is."""

    state: State
    missing: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    helpful: tuple[str, ...]
    satisfied: tuple[str, ...]


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
    her, each as its default where nothing is said. Items and papers that are not law that day do not exist. LookupError when
    a wanted paper does not.
    """
    requirements = requirements.on(on)
    held, expired = _held(requirements, known, on)
    in_force = 0
    late: set[str] = set()
    for code, paper in issued.items():
        if paper.to_be_made_again(on):
            late.add(code)
        if paper.stands(on) and code in requirements.paper_bit:
            in_force |= requirements.paper_bit[code]
            for item, evidence in requirements.produces[code]:
                if item not in held:
                    held[item] = Known(item, evidence, paper.on, paper.until, "verified", code)
    have = requirements.mask(held)
    frame = requirements.frame(facts or {}, have, in_force)
    if len(frame.memo) > MOST_KEPT:
        frame.memo.clear()
    makers = frame.meant & ~in_force
    # What she needs no more is not made again.
    again = {code for code in late if frame.meant & requirements.paper_bit.get(code, 0)}
    papers = []
    for code, bit in requirements.paper_bit.items():
        line = _line(frame, code, have, makers & ~bit)
        there = issued.get(code)
        satisfied = {item: held[item] for item in line.satisfied}
        if there is None or not (bit & in_force or code in again):
            reason = frame.not_yet.get(code)
            state: State = line.state if reason is None else "not_yet"
            papers.append(Paper(code, state, line.missing, line.waiting, line.helpful, satisfied, reason, there))
        elif code in again:
            why = _why_again(requirements, there, on)
            papers.append(Paper(code, "again", line.missing, line.waiting, line.helpful, satisfied, why, there))
        else:
            papers.append(Paper(code, "issued", (), (), line.helpful, satisfied, None, there))
    ask, saved = _asked(frame, wanted, have, makers, in_force, again)
    return Explanation(tuple(papers), ask, saved, expired)


# --- evidence ---------------------------------------------------------------------------------------------------


def _held(
    requirements: Requirements, known: Mapping[str, Sequence[Known]], on: dt.date
) -> tuple[dict[str, Known], dict[str, Known]]:
    """The evidence that counts on a day, and the last that expired where none does, by item."""
    held: dict[str, Known] = {}
    expired: dict[str, Known] = {}
    for code, item in requirements.items.items():
        if offered := known.get(code):
            found, late = _best(item, requirements.rank[code], offered, on)
            if found is not None:
                held[code] = found
            elif late is not None:
                expired[code] = late
    return held, expired


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


# --- the papers -------------------------------------------------------------------------------------------------


def _line(frame: Frame, code: str, have: int, makers: int) -> _Line:
    """A paper, `makers` being the others that may be made on the way to it."""
    need, reach = frame.needs[code], frame.reach(have, makers)
    key = (code, have & need.asked, reach.papers)
    line: _Line | None = frame.memo.get(key)
    if line is None:
        line = frame.memo[key] = _new_line(frame, need, have, reach)
    return line


def _new_line(frame: Frame, need: Need, have: int, reach: Reach) -> _Line:
    rules = frame.requirements
    from_others = reach.made | rules.held_by_agencies
    missing, waiting = [], []
    lacking = [rules.bit[item] for item in rules.codes(need.all_of & ~have)]
    for group in (*lacking, *(group for group in need.one_of if not group & have)):
        if provided := group & from_others:
            item = rules.codes(provided)[0]
            makers = reach.makers.get(rules.bit[item])
            waiting.append(Waiting(item, makers[0] if makers else rules.holders[item][0]))
        elif group & rules.asks:
            missing.append(rules.codes(group & rules.asks)[0])
        else:
            waiting.append(Waiting(rules.codes(group)[0], ""))
    state: State = "missing" if missing else "waiting" if waiting else "ready"
    return _Line(
        state, tuple(missing), tuple(waiting), rules.codes(need.helpful & ~have), rules.codes(need.asked & have)
    )  # fmt: skip


def _asked(
    frame: Frame, wanted: Collection[str] | None, have: int, makers: int, in_force: int, again: Collection[str]
) -> tuple[tuple[Question, ...], Saved]:
    """The least to ask her for the papers wanted, and what was saved. Papers that are not for her are not asked about."""
    rules = frame.requirements
    chosen = tuple(rules.documents) if wanted is None else tuple(code for code in rules.documents if code in wanted)
    if wanted is not None and len(chosen) < len(set(wanted)):
        raise LookupError(", ".join(sorted(set(wanted) - set(chosen))))
    chosen = tuple(code for code in chosen if rules.paper_bit[code] & (frame.meant | in_force))
    to_make = tuple(code for code in chosen if code in again or rules.paper_bit[code] & makers)
    choice = fewest(frame, to_make, have, makers)
    items = instances = 0
    for code in chosen:
        items |= frame.needs[code].asked
        instances += frame.needs[code].asked.bit_count()
    asks = choice.asks.bit_count()
    saved = Saved(
        instances, items.bit_count(), (items & have).bit_count(), (items & ~have & ~choice.asks).bit_count(), asks
    )  # fmt: skip
    key = ("ask", choice)
    questions: tuple[Question, ...] | None = frame.memo.get(key)
    if questions is None:
        questions = frame.memo[key] = tuple(
            Question(
                code, rules.askable[code],
                tuple(paper for paper in rules.documents if paper in choice.papers and rules.bit[code] & frame.needs[paper].asked),
            )
            for code in rules.codes(choice.asks)
        )  # fmt: skip
    return questions, saved


def _why_again(requirements: Requirements, paper: Issued, on: dt.date) -> Text | str:
    """Because what it says has changed, it has expired, or is to be renewed: in the pack's words."""
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
    told, day = (words.renew or words.expired, paper.renew_by) if paper.stands(on) else (words.expired, paper.until)
    assert day is not None  # else it would not be made again
    return Text({language: text.replace("{on}", _day(day, language)) for language, text in told.root.items()})


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
