"""Every installed pack's tables can be asked: some room says each fact they use, and they propose something."""

from __future__ import annotations

from typing import Any

import pytest

from acogida.hooks.registry import facts
from acogida.law import installed_packs, load_pack, triage
from acogida.law.conditions import variables_of
from acogida.law.facts import EMPTY

NAMES = [pack.name for pack in installed_packs()]


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_of_triage_is_derived_or_told_by_a_room(name: str) -> None:
    pack = load_pack(name)
    untold = [code for code, fact in pack.facts.items() if not fact.derived and code not in facts.names()]
    assert untold == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_known_against_and_nothing_known_for_proposes_a_modality_of_the_day(name: str) -> None:
    pack = load_pack(name)
    assert pack.triage_tables
    for table in pack.triage_tables:
        on = table.from_
        needed = triage.facts_needed(pack, on) | triage.declaration_facts(pack, on)
        known: dict[str, Any] = {code: EMPTY[pack.facts[code].type] for code in needed if code in pack.facts}
        found = triage.propose(pack, known | {"nationality": ""}, on)
        assert pack.modality(found.modality).in_force(on)
        assert triage.covering(pack, known | {"nationality": ""}, on) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_table_looks_at_sex_or_origin_beyond_nationality(name: str) -> None:
    """UNHCR: never triage on gender or ethnicity."""
    for table in load_pack(name).triage_tables:
        used = {variable for row in table.row for variable in variables_of(row.when)}
        assert not used & {"sex", "gender", "ethnicity", "religion"}
