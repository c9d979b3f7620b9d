"""Whatever the pack and whoever the person: nothing known is asked, what is asked suffices and is the least, and knowing more
never takes anybody further from a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.law import load_pack
from acogida.law.model.requirements import RequirementsFile
from acogida.law.requirements import Issued, Known, Requirements, explain

ON = dt.date(2026, 3, 2)
MEXICO = load_pack("mexico").requirements
READINESS = ("not_yet", "missing", "waiting", "ready", "again", "issued")
TEXT = {"es": "x", "en": "x"}
RULE = {"source": "nobody's law", "from": dt.date(2020, 1, 1)}


@st.composite
def small_packs(draw: st.DrawFn) -> Requirements:
    """Up to six items and four papers: an item may be asked for, made by papers, held by an agency, or by nobody."""
    items = [f"I{n}" for n in range(draw(st.integers(1, 6)))]
    papers = [f"D{n}" for n in range(draw(st.integers(1, 4)))]
    evidence: list[dict[str, Any]] = [
        {"code": "says", "kind": "declaration", "label": TEXT},
        {"code": "on_file", "kind": "held", "agency": "A", "label": TEXT},
        *({"code": f"is_{paper}", "kind": "produced", "document": paper, "label": TEXT} for paper in papers),
    ]
    ways = st.lists(st.sampled_from(["says", "says", "says", *(f"is_{p}" for p in papers), "on_file"]), max_size=3)
    some = st.lists(st.sampled_from(items), unique=True)
    documents = []
    for paper in papers:
        needs = draw(some)
        rest = [item for item in items if item not in needs]
        group = (
            draw(st.lists(st.sampled_from(rest), min_size=2, max_size=3, unique=True))
            if len(rest) > 1 and draw(st.booleans())
            else []
        )
        documents.append({"code": paper, "label": TEXT, "issuer": "A", "validity": TEXT, "needs": needs,
                          "one_of": [group] if group else [], **RULE})  # fmt: skip
    return Requirements(
        RequirementsFile.model_validate({
            "agency": [{"code": "A", "label": TEXT}],
            "evidence": evidence,
            "item": [
                {"code": item, "label": TEXT, "ask": TEXT, "given_by": "person", "evidence": list(dict.fromkeys(draw(ways))), **RULE}
                for item in items
            ],
            "document": documents,
        })
    )  # fmt: skip


def says(pack: Requirements, items: list[str]) -> dict[str, list[Known]]:
    return {
        item: [Known(item, next(iter(pack.items[item].evidence)), ON)] for item in items if pack.items[item].evidence
    }


def within_reach(pack: Requirements, held: set[str]) -> tuple[set[str], set[str]]:
    """By brute force: the items anybody can come by and the papers that can be made, if the person gives all she can."""
    there = held | {item for item in pack.items if pack.askable[item] or pack.holders[item]}
    made: set[str] = set()
    while True:
        now = {c for c, paper in pack.documents.items() if c not in made and met(paper.needs, paper.one_of, there)}
        if not now:
            return there, made
        made |= now
        there |= {item for code in now for item, _evidence in pack.produces[code]}


def met(needs: Collection[str], groups: Iterable[Collection[str]], there: set[str]) -> bool:
    return set(needs) <= there and all(there & set(group) for group in groups)


def enough(pack: Requirements, held: set[str], asks: set[str], wanted: set[str]) -> bool:
    """By brute force: whether the wanted papers can be made one after another, leaving out what nobody can provide."""
    reach, real = within_reach(pack, held)
    there = held | asks | {item for item in pack.items if pack.holders[item]}
    done: set[str] = set()
    while True:
        now = set()
        for code, paper in pack.documents.items():
            groups = [found for group in paper.one_of if (found := reach & set(group))]
            if code not in done and met(reach & set(paper.needs), groups, there):
                now.add(code)
        if not now:
            return wanted <= done
        done |= now
        there |= {item for code in now & real for item, _evidence in pack.produces[code]}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_asked_suffices_and_is_the_least(data: st.DataObject) -> None:
    pack = data.draw(small_packs())
    known = says(pack, data.draw(st.lists(st.sampled_from(list(pack.items)), unique=True)))
    wanted = set(data.draw(st.lists(st.sampled_from(list(pack.documents)), unique=True)))
    found = explain(pack, known, {}, wanted, ON)
    asks, held = {question.item for question in found.ask}, set(known)
    assert not asks & held
    assert all(pack.askable[item] for item in asks)
    assert enough(pack, held, asks, wanted)
    askable = [item for item in pack.items if pack.askable[item] and item not in held]
    for fewer in range(len(asks)):
        assert not any(enough(pack, held, set(some), wanted) for some in combinations(askable, fewer))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_knowing_more_never_makes_a_paper_less_ready_nor_asks_more(data: st.DataObject) -> None:
    pack = data.draw(small_packs())
    few = data.draw(st.lists(st.sampled_from(list(pack.items)), unique=True))
    more = [*few, data.draw(st.sampled_from(list(pack.items)))]
    before, after = (explain(pack, says(pack, some), {}, None, ON) for some in (few, more))
    _closer(before, after)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_in_mexico_whatever_a_person_has_one_thing_more_brings_her_closer(data: st.DataObject) -> None:
    items = data.draw(st.lists(st.sampled_from(list(MEXICO.items)), unique=True))
    issued = {
        code: Issued(code, ON) for code in data.draw(st.lists(st.sampled_from(list(MEXICO.documents)), unique=True))
    }
    facts = {fact: data.draw(st.booleans()) for fact in MEXICO.facts}
    one = data.draw(st.sampled_from(list(MEXICO.items)))
    before, after = (
        explain(MEXICO, says(MEXICO, some), issued, None, ON, facts=facts) for some in (items, [*items, one])
    )
    _closer(before, after)
    for question in after.ask:
        assert question.item not in items and question.documents
        assert all(paper not in issued for paper in question.documents)
    for paper in after.documents:
        assert paper.satisfied.keys().isdisjoint({*paper.missing, *(waiting.item for waiting in paper.waiting)})
        assert (paper.state == "ready") <= (not paper.missing and not paper.waiting)


def _closer(before: Any, after: Any) -> None:
    for old, new in zip(before.documents, after.documents, strict=True):
        assert READINESS.index(new.state) >= READINESS.index(old.state), (old, new)
    assert len(after.ask) <= len(before.ask)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_same_question_has_the_same_answer_whatever_was_asked_before(data: st.DataObject) -> None:
    items = data.draw(st.lists(st.sampled_from(list(MEXICO.items)), unique=True))
    wanted = data.draw(st.lists(st.sampled_from(list(MEXICO.documents)), unique=True))
    fresh = Requirements(MEXICO.file)
    assert explain(fresh, says(MEXICO, items), {}, wanted, ON) == explain(
        MEXICO, says(MEXICO, items[::-1]), {}, wanted[::-1], ON
    )
