"""The decision table proposes, says which row fired and why the others did not; the rules of the day decide.

The table below is made up for these tests; every vector is a situation, a date, and what a reader of the table expects.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from types import SimpleNamespace
from typing import Any

import pytest

from acogida.law import LawError, MissingFact, triage
from acogida.law.model.triage import TriageFile

TABLE = """
[[modality]]
code = "regular"
default = true
label = { es = "Ordinaria", en = "Regular" }
description = { es = "Examen individual completo", en = "Full individual examination" }
source = "Manual, 1"
from = 2011-01-28

[[modality]]
code = "prioritised"
label = { es = "Prioritaria", en = "Prioritised" }
description = { es = "Solo cambia el lugar en la fila", en = "Only the place in the queue changes" }
source = "Manual, 2"
from = 2011-01-28

[[modality]]
code = "simplified"
label = { es = "Simplificada", en = "Simplified" }
description = { es = "Entrevista breve", en = "Short interview" }
refusal = false
interview = false
source = "Manual, 3"
from = 2019-07-01
to = 2023-12-31

[[table]]
code = "old"
label = { es = "Tabla anterior", en = "Old table" }
source = "Lineamientos 2015"
from = 2015-01-01
to = 2019-06-30
row = [
  { code = "everybody", when = "true", modality = "regular", because = { es = "Todas", en = "All" }, source = "Lineamientos 2015" },
]

[[table]]
code = "triage"
label = { es = "Tabla", en = "Table" }
source = "Lineamientos 2019"
from = 2019-07-01
row = [
  { code = "exclusion", when = "size(exclusion_flags) > 0", modality = "regular", because = { es = "Hay señales de exclusión: {exclusion_flags}", en = "There are flags of exclusion: {exclusion_flags}" }, source = "Manual, 4" },
  { code = "detained", when = "detained", modality = "prioritised", priority = "urgent", because = { es = "Está detenida", en = "She is detained" }, source = "Manual, 5" },
  { code = "child", when = "child && unaccompanied_child", modality = "prioritised", priority = "urgent", because = { es = "Niñez sola", en = "Child alone" }, source = "Manual, 6" },
  { code = "presumed", when = "size(declarations) > 0 && !identity_doubt", modality = "simplified", priority = "high", because = { es = "Presunción", en = "Presumption" }, source = "Manual, 7" },
  { code = "needs", when = "needs.exists(n, n.startsWith('SM'))", modality = "prioritised", priority = "high", because = { es = "Salud", en = "Health" }, source = "Manual, 8", from = 2022-01-01, to = 2024-12-31 },
]

[[declaration]]
code = "north"
kind = "inclusion_presumption"
label = { es = "Presunción de inclusión", en = "Presumption of inclusion" }
nationalities = ["VE", "HN"]
profile = { es = "Salió por el desorden público", en = "Left because of public disorder" }
source = "Acuerdo 1"
from = 2019-07-01
to = 2022-06-30
exclusions = [
  { code = "no_flags", expr = "size(exclusion_flags) == 0", message = { es = "Hay señales: {exclusion_flags}", en = "There are flags: {exclusion_flags}" } },
  { code = "one_nationality", expr = "size(nationalities) == 1", source = "LSR art. 47", message = { es = "Tiene otra nacionalidad", en = "She has another nationality" } },
]

[[declaration]]
code = "anybody"
kind = "group"
label = { es = "Grupo", en = "Group" }
profile = { es = "Afluencia", en = "Influx" }
source = "LSR art. 26"
from = 2030-01-01
"""
FILE = TriageFile.model_validate(tomllib.loads(TABLE))
PACK: Any = SimpleNamespace(
    modalities=FILE.modality, triage_tables=FILE.table, declarations=FILE.declaration, default_modality="regular",
    modality=lambda code: next(m for m in FILE.modality if m.code == code),
)  # fmt: skip
ORDINARY: dict[str, Any] = {
    "nationality": "GT", "nationalities": ["GT"], "needs": [], "child": False, "unaccompanied_child": False,
    "detained": False, "exclusion_flags": [], "identity_doubt": False, "declarations": [],
}  # fmt: skip
DAY = dt.date(2022, 3, 1)

VECTORS = [  # what differs from the ordinary case, on which day → row, modality, priority
    ({}, DAY, ("", "regular", "normal")),
    ({"detained": True}, DAY, ("detained", "prioritised", "urgent")),
    ({"child": True}, DAY, ("", "regular", "normal")),
    ({"child": True, "unaccompanied_child": True}, DAY, ("child", "prioritised", "urgent")),
    ({"declarations": ["north"]}, DAY, ("presumed", "simplified", "high")),
    ({"declarations": ["north"], "identity_doubt": True}, DAY, ("", "regular", "normal")),
    # The order of the rows is the law's order: an earlier one that holds is proposed, whatever else holds.
    ({"declarations": ["north"], "exclusion_flags": ["armed_group"]}, DAY, ("exclusion", "regular", "normal")),
    ({"declarations": ["north"], "detained": True}, DAY, ("detained", "prioritised", "urgent")),
    # A row has dates of its own, both ends included.
    ({"needs": ["SM-CC"]}, DAY, ("needs", "prioritised", "high")),
    ({"needs": ["SM-CC"]}, dt.date(2021, 12, 31), ("", "regular", "normal")),
    ({"needs": ["SM-CC"]}, dt.date(2022, 1, 1), ("needs", "prioritised", "high")),
    ({"needs": ["SM-CC"]}, dt.date(2024, 12, 31), ("needs", "prioritised", "high")),
    ({"needs": ["SM-CC"]}, dt.date(2025, 1, 1), ("", "regular", "normal")),
    ({"needs": ["SV-VO"]}, DAY, ("", "regular", "normal")),
    # A modality that ended is proposed no more.
    ({"declarations": ["north"]}, dt.date(2023, 12, 31), ("presumed", "simplified", "high")),
    ({"declarations": ["north"]}, dt.date(2024, 1, 1), ("", "regular", "normal")),
    # The day before the table changed, the old one still decided.
    ({"detained": True}, dt.date(2019, 6, 30), ("everybody", "regular", "normal")),
    ({"detained": True}, dt.date(2019, 7, 1), ("detained", "prioritised", "urgent")),
]


@pytest.mark.parametrize(("changes", "on", "expected"), VECTORS)
def test_the_first_row_of_the_day_that_holds_is_proposed(
    changes: dict[str, Any], on: dt.date, expected: tuple[str, str, str]
) -> None:
    found = triage.propose(PACK, ORDINARY | changes, on)
    assert (found.row, found.modality, found.priority) == expected


def test_a_proposal_names_its_row_its_source_and_the_version_of_its_table() -> None:
    found = triage.propose(PACK, ORDINARY | {"exclusion_flags": ["police", "gang"]}, DAY)
    assert (found.table, found.table_from, found.source) == ("triage", dt.date(2019, 7, 1), "Manual, 4")
    assert found.because.es == "Hay señales de exclusión: police, gang"
    assert found.because.en == "There are flags of exclusion: police, gang"


def test_every_row_of_the_day_is_listed_with_what_became_of_it_and_the_facts_it_used() -> None:
    found = triage.propose(PACK, ORDINARY | {"declarations": ["north"]}, dt.date(2025, 1, 1))
    assert [(each.row.code, each.why) for each in found.tried] == [
        ("exclusion", "false"), ("detained", "false"), ("child", "false"), ("presumed", "modality_not_in_force"),
        ("needs", "row_not_in_force"),
    ]  # fmt: skip
    assert found.tried[2].values == {"child": False, "unaccompanied_child": False}
    fired = triage.propose(PACK, ORDINARY | {"detained": True}, DAY)
    assert [each.why for each in fired.tried] == ["false", "fired", "not_asked", "not_asked", "not_asked"]


def test_without_a_row_the_default_modality_is_proposed_and_says_so() -> None:
    found = triage.propose(PACK, ORDINARY, DAY)
    assert (found.table, found.table_from, found.source) == ("", None, "Manual, 1")
    assert found.because == triage.NO_ROW
    assert {each.why for each in found.tried} == {"false"}


@pytest.mark.parametrize("missing", sorted({"detained", "exclusion_flags", "needs", "identity_doubt"}))
def test_a_missing_fact_is_an_error_even_when_an_earlier_row_would_have_fired(missing: str) -> None:
    facts = {name: value for name, value in (ORDINARY | {"exclusion_flags": ["gang"]}).items() if name != missing}
    with pytest.raises(MissingFact, match=missing):
        triage.propose(PACK, facts, DAY)


def test_only_the_facts_of_the_day_are_needed() -> None:
    assert triage.facts_needed(PACK, dt.date(2019, 6, 30)) == frozenset()
    assert "needs" not in triage.facts_needed(PACK, dt.date(2021, 1, 1))
    assert "needs" in triage.facts_needed(PACK, DAY)


def test_an_answer_that_is_neither_true_nor_false_is_an_error() -> None:
    with pytest.raises(LawError):
        triage.propose(PACK, ORDINARY | {"detained": "perhaps"}, DAY)


COVERAGE = [  # nationality, nationalities, flags, day → covered by, exclusions that apply (None: not asked at all)
    ("VE", ["VE"], [], DAY, ["north"], []),
    ("HN", ["HN"], [], dt.date(2019, 7, 1), ["north"], []),
    ("HN", ["HN"], [], dt.date(2022, 6, 30), ["north"], []),
    ("HN", ["HN"], [], dt.date(2022, 7, 1), [], None),
    ("HN", ["HN"], [], dt.date(2019, 6, 30), [], None),
    ("GT", ["GT"], [], DAY, [], None),
    ("VE", ["CO", "VE"], [], DAY, [], ["one_nationality"]),
    ("VE", ["VE"], ["gang"], DAY, [], ["no_flags"]),
    ("VE", ["CO", "VE"], ["gang"], DAY, [], ["no_flags", "one_nationality"]),
]


@pytest.mark.parametrize(("nationality", "all_of_them", "flags", "on", "covered", "out"), COVERAGE)
def test_a_declaration_covers_its_nationalities_between_its_dates_unless_an_exclusion_applies(
    nationality: str, all_of_them: list[str], flags: list[str], on: dt.date, covered: list[str], out: list[str] | None
) -> None:
    facts = ORDINARY | {"nationality": nationality, "nationalities": all_of_them, "exclusion_flags": flags}
    assert triage.covering(PACK, facts, on) == covered
    found = triage.declarations(PACK, facts, on)
    assert [[refusal.code for refusal in each.excluded] for each in found] == ([] if out is None else [out])


def test_an_exclusion_is_explained_with_its_source() -> None:
    facts = ORDINARY | {"nationality": "VE", "nationalities": ["CO", "VE"], "exclusion_flags": ["gang"]}
    [coverage] = triage.declarations(PACK, facts, DAY)
    assert not coverage.covers
    assert [(r.message.es, r.source) for r in coverage.excluded] == [
        ("Hay señales: gang", "Acuerdo 1"),
        ("Tiene otra nacionalidad", "LSR art. 47"),
    ]


def test_a_declaration_without_nationalities_is_for_everybody() -> None:
    assert triage.covering(PACK, ORDINARY, dt.date(2031, 1, 1)) == ["anybody"]


def test_a_declaration_does_not_cover_whom_nothing_is_known_of() -> None:
    facts = {name: value for name, value in ORDINARY.items() if name != "exclusion_flags"}
    with pytest.raises(MissingFact, match="exclusion_flags"):
        triage.declarations(PACK, facts, DAY)
