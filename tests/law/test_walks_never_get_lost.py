"""Random legal walks, ten thousand steps for each pack: no stage out of reach or without a way out, no clock running
twice, no broken chain, and a replay that always gives the present state."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from acogida.law import LawError, Pack, installed_packs, load_pack
from acogida.law.conditions import holds
from acogida.law.guards import breaking, satisfying
from tests.law.drawing import assignments
from tests.law.walking import Walk

STEPS = 10_000
PACKS = [pack.name for pack in installed_packs()]
GUARDS = [(name, t.name, c.code) for name in PACKS for t in load_pack(name).transitions.values() for c in t.conditions]
each_pack = pytest.mark.parametrize("name", PACKS)


@cache
def walked(name: str) -> Walk:
    walk = Walk(load_pack(name), seed=1951)
    walk.run(STEPS)
    return walk


@pytest.mark.slow
@each_pack
def test_ten_thousand_steps_hold_what_must_hold(name: str) -> None:
    found = walked(name).found
    assert sum(found.taken.values()) > STEPS * 0.9  # the rest: rules that changed
    assert found.replays > STEPS // 100


@pytest.mark.slow
@each_pack
def test_every_stage_was_reached_and_every_transition_taken(name: str) -> None:
    pack, found = load_pack(name), walked(name).come_to_the_rest(2 * STEPS)
    assert {stage.code for stage in pack.stages} - found.stages == set()
    assert set(pack.transitions) - set(found.taken) == set()


def test_two_walks_with_one_seed_are_one_walk() -> None:
    pack = load_pack(PACKS[0])
    first, second = Walk(pack, seed=7), Walk(pack, seed=7)
    assert first.run(300).taken == second.run(300).taken
    assert first.state == second.state


@pytest.mark.parametrize(("name", "transition", "code"), GUARDS)
def test_every_guard_can_be_met_and_can_refuse(name: str, transition: str, code: str) -> None:
    pack = load_pack(name)
    condition = next(c for c in pack.transition(transition).conditions if c.code == code)
    answers = {_holds(condition.expr, facts) for facts in assignments(pack, condition.expr)}
    assert {True, False} <= answers, condition.expr


@pytest.mark.parametrize(("name", "transition", "code"), GUARDS)
def test_every_guard_refuses_with_its_own_words(name: str, transition: str, code: str) -> None:
    pack = load_pack(name)
    rule = pack.transition(transition)
    facts = breaking(pack, transition, code)
    assert facts is not None
    refusals = {r.code: r for r in pack.refusals(transition, _stage(pack, transition), facts)}
    assert code in refusals
    assert refusals[code].message["es"] and refusals[code].message["en"] and refusals[code].source
    assert "{" not in refusals[code].message["es"] + refusals[code].message["en"]
    met = satisfying(pack, transition, {})
    assert met is not None and pack.refusals(transition, _stage(pack, transition), met) == [], rule.name


@each_pack
def test_who_took_a_step_does_not_take_the_one_that_must_be_anothers(name: str) -> None:
    pack = load_pack(name)
    for rule in pack.transitions.values():
        facts = satisfying(pack, rule.name, {}) or {}
        for other in rule.distinct_from:
            refused = pack.refusals(rule.name, _stage(pack, rule.name), facts, taken=[other])
            assert [r.code for r in refused] == ["same_person"], (rule.name, other)


@each_pack
def test_a_rule_that_is_switched_off_or_belongs_to_another_modality_refuses(name: str) -> None:
    pack = load_pack(name)
    for rule in pack.transitions.values():
        facts, stage = satisfying(pack, rule.name, {}) or {}, _stage(pack, rule.name)
        if rule.switch:
            assert [r.code for r in pack.refusals(rule.name, stage, facts, off=[rule.switch])] == ["switched_off"]
        for other in {m.code for m in pack.modalities} - set(rule.modalities) if rule.modalities else ():
            assert [r.code for r in pack.refusals(rule.name, stage, facts, modality=other)] == ["other_modality"]


def test_a_walk_finds_a_stage_without_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk itself is tried: with every step out of a stage made impossible, it says where it is stuck."""
    pack = load_pack(PACKS[0])
    refuse: Callable[..., bool] = lambda *_args, **_more: False  # noqa: E731
    monkeypatch.setattr(Walk, "_try", refuse)
    with pytest.raises(AssertionError, match="stuck in"):
        for _ in range(50):
            Walk(pack, seed=1)._step()


def _stage(pack: Pack, transition: str) -> str | None:
    rule = pack.transition(transition)
    return rule.from_[0] if rule.from_ else None


def _holds(expr: str, facts: dict[str, object]) -> bool | None:
    try:
        return holds(expr, facts)
    except LawError:  # undefined for these values (the first of an empty list)
        return None
