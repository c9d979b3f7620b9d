"""Every effect, fact and action that an installed pack names is provided by some room."""

from __future__ import annotations

import pytest

from acogida.accounts.access import ACTIONS
from acogida.hooks.registry import effects, facts
from acogida.law import installed_packs, load_pack
from acogida.law.conditions import variables_of

PACKS = [pack.name for pack in installed_packs()]


@pytest.mark.parametrize("name", PACKS)
def test_effects_facts_and_actions_of_a_pack_are_provided(name: str) -> None:
    pack = load_pack(name)
    transitions = pack.transitions.values()
    rows = [variables_of(row.when) for table in pack.triage_tables for row in table.row]
    excluded = [variables_of(one.expr) for declared in pack.declarations for one in declared.exclusions]
    asked = {fact for t in transitions for condition in t.conditions for fact in condition.facts}.union(
        *rows, *excluded
    )
    provided = {fact for fact in asked if not pack.facts[fact].derived}
    assert {effect for t in transitions for effect in t.effects} - effects.names() == set()
    assert provided - facts.names() == set()
    assert {t.action for t in transitions} - set(ACTIONS) == set()


def test_every_action_of_the_first_roles_is_declared_by_a_room() -> None:
    from acogida.accounts.roles import INITIAL

    granted = {action for _es, _en, own, everywhere in INITIAL.values() for action in f"{own} {everywhere}".split()}
    assert granted <= set(ACTIONS), granted - set(ACTIONS)
