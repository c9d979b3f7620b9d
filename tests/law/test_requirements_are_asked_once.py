"""Fourteen papers, twenty-seven items: what each lacks, who provides it, and the little that the person is asked."""

from __future__ import annotations

import datetime as dt

import pytest

from acogida.law import load_pack
from acogida.law.requirements import Issued, Known, Waiting, explain

MEXICO = load_pack("mexico").requirements
ON = dt.date(2026, 3, 2)
REGISTERED = MEXICO.documents["D1"].items
IN_PROCEDURE = {"admitted": True, "with_family": True}
RECOGNISED = {**IN_PROCEDURE, "favourable": True}

# The matrix as the sources have it: the papers that ask for each item.
MATRIX = {
    "I01": "1 2 3 4 5 6 7 8 9 10 11 12 13 14", "I02": "1 2 3 4 5 6 7 8 9 10 11 12 14", "I03": "1 2 3 4 5 6 7 8 10 11",
    "I04": "1 2 3 4 5 6 7 8 14", "I05": "1 3 7 8 10", "I06": "1 2 3 4 6 7 8", "I07": "1 3 4 6 7 8 9",
    "I08": "1 2 4 5 6 8 9 13 14", "I09": "1 4 9 12 14", "I10": "1 8 10 13", "I11": "4 9", "I12": "1 5 9 10 13 14",
    "I13": "1", "I14": "4", "I15": "1 5", "I16": "1 2 5 14", "I17": "1 4 6 12 14", "I18": "1 4 6 8 12", "I19": "1",
    "I20": "1", "I21": "3 4 11 13", "I22": "6 7 8 9 10 11 12", "I23": "6 7 8 14", "I24": "6 7 8 9", "I25": "4 6",
    "I26": "1 4 6", "I27": "13",
}  # fmt: skip


def given(*items: str, on: dt.date = ON, **how: object) -> dict[str, list[Known]]:
    """Each item known by the last evidence that the person can give (what she says, more often than not)."""
    return {code: [Known(code, MEXICO.askable[code][-1], on, **how)] for code in items}  # type: ignore[arg-type]


def test_the_matrix_is_that_of_the_sources() -> None:
    for item, papers in MATRIX.items():
        assert {p.code for p in MEXICO.documents.values() if item in p.items} == {f"D{n}" for n in papers.split()}, item
    assert MEXICO.counts() == {
        "documents": 14, "requirements": 136, "items": 27, "answered_at_registration": 19,
        "requirements_answered_at_registration": 111, "from_state": 4, "from_person": 4,
    }  # fmt: skip
    assert [code for code, item in MEXICO.items.items() if item.given_by == "state"] == ["I21", "I22", "I23", "I24"]


def test_whoever_is_registered_is_asked_four_more_things_for_all_papers() -> None:
    found = explain(MEXICO, given(*REGISTERED), {}, None, ON, facts={**IN_PROCEDURE, "child": False})
    assert [question.item for question in found.ask] == ["I11", "I14", "I25", "I27"]
    assert found.saved.from_person == 4 and found.saved.by_state == 4
    assert found.saved.requirements == 131  # 136, and nobody asks an adult for her guardian five times


def test_for_six_papers_three_things_are_asked_and_the_form_of_two_once() -> None:
    six = ["D2", "D3", "D4", "D5", "D6", "D7"]
    found = explain(MEXICO, given(*REGISTERED), {}, six, ON, facts=IN_PROCEDURE)
    assert [question.item for question in found.ask] == ["I11", "I14", "I25"]
    assert found.ask[2].documents == ("D4", "D6")
    assert found.paper("D2").state == "ready" and found.paper("D4").state == "missing"


def test_a_recognised_person_needs_no_visitors_card_for_her_residence() -> None:
    found = explain(MEXICO, given(*REGISTERED), {}, ["D6", "D7"], ON, facts=RECOGNISED)
    assert [question.item for question in found.ask] == ["I25"]
    assert found.paper("D5").state == "ready" and found.paper("D6").helpful == ("I24",)
    assert found.paper("D7").waiting == (Waiting("I22", "D3"), Waiting("I23", "D5"), Waiting("I24", "D6"))
    assert found.paper("D3").waiting == (Waiting("I21", "D5"),)  # the proof of status is more than that of procedure
    for code in ("D2", "D4"):
        assert found.paper(code).state == "not_yet" and "no longer need it" in found.paper(code).reason["en"]


def test_what_she_had_before_she_was_recognised_stays_hers() -> None:
    issued = {code: Issued(code, ON) for code in ("D2", "D4")}
    found = explain(MEXICO, given(*REGISTERED), issued, None, ON, facts=RECOGNISED)
    assert found.paper("D2").state == found.paper("D4").state == "issued"
    issued = {"D2": Issued("D2", ON, renew_by=dt.date(2026, 1, 1)), "D4": Issued("D4", ON, until=dt.date(2026, 1, 1))}
    found = explain(MEXICO, given(*REGISTERED), issued, None, ON, facts=RECOGNISED)
    assert found.paper("D2").state == "issued"  # nobody renews what she needs no more
    assert found.paper("D4").state == "not_yet" and "no longer need it" in found.paper("D4").as_json("en")["reason"]
    assert "I11" not in {question.item for question in found.ask if "D4" in question.documents}


def test_a_paper_that_is_issued_is_evidence_for_the_next() -> None:
    issued = {"D2": Issued("D2", ON)}
    found = explain(MEXICO, given(*REGISTERED), issued, ["D3"], ON, facts=IN_PROCEDURE)
    assert found.paper("D2").state == "issued"
    assert found.paper("D3").state == "ready"
    assert found.paper("D3").satisfied["I21"].source == "D2"
    assert found.ask == ()


def test_nothing_comes_up_before_its_time_and_says_why() -> None:
    found = explain(MEXICO, given(*REGISTERED), {}, None, ON)
    assert found.paper("D2").state == "not_yet"
    assert "admit" in found.paper("D2").reason["en"]
    assert found.paper("D12").state == "ready"  # school waits for nothing


def test_only_a_child_needs_a_guardian_and_only_an_adult_a_tax_number() -> None:
    without = [code for code in REGISTERED if code != "I18"]
    adult = explain(MEXICO, given(*without), {}, None, ON, facts=IN_PROCEDURE)
    child = explain(MEXICO, given(*without), {}, None, ON, facts={**IN_PROCEDURE, "child": True})
    assert adult.paper("D1").state == "ready" and child.paper("D1").missing == ("I18",)
    assert child.paper("D9").state == "not_yet" and "adults" in child.paper("D9").reason["en"]
    assert "D9" not in {paper for question in child.ask for paper in question.documents}


def test_no_curp_bars_no_school_and_either_paper_opens_the_clinic() -> None:
    found = explain(MEXICO, given(*REGISTERED), {"D2": Issued("D2", ON)}, None, ON, facts=IN_PROCEDURE)
    assert found.paper("D12").state == "ready" and found.paper("D12").helpful == ("I22",)
    assert found.paper("D11").state == "ready"
    assert MEXICO.items["I22"].bans[-1] == "no_curp_no_refusal"


def test_a_proof_of_address_holds_four_months_and_then_is_asked_again() -> None:
    given_on = dt.date(2025, 10, 31)
    for day, state in ((dt.date(2026, 2, 28), "ready"), (dt.date(2026, 3, 1), "missing")):
        known = given(*REGISTERED, "I14", "I25", on=given_on) | given("I11", on=given_on)
        found = explain(MEXICO, known, {"D2": Issued("D2", given_on)}, ["D4"], day, facts=IN_PROCEDURE)
        assert found.paper("D4").state == state
        assert ("I11" in found.expired) == (state == "missing")


def test_one_proof_of_address_serves_the_family_and_a_photograph_only_its_own() -> None:
    known = given("I11", "I06", person="a relative")
    found = explain(MEXICO, known, {}, ["D4"], ON, facts=IN_PROCEDURE)
    assert found.paper("D4").satisfied["I11"].person == "a relative"
    assert "I06" in found.paper("D4").missing


def test_own_evidence_goes_before_a_relatives_and_the_better_before_the_weaker() -> None:
    offered = [
        Known("I13", "entry_record", ON, basis="verified", person="a relative"),
        Known("I13", "declaration", ON),
        Known("I13", "declaration", ON, basis="documented"),
        Known("I13", "passport", ON, basis="verified"),  # not what this item accepts
    ]
    found = explain(MEXICO, {"I13": offered}, {}, None, ON)
    assert found.paper("D1").satisfied["I13"] == offered[2]


def test_evidence_of_tomorrow_is_not_known_today() -> None:
    found = explain(MEXICO, given("I01", on=ON + dt.timedelta(days=1)), {}, ["D2"], ON, facts=IN_PROCEDURE)
    assert "I01" in found.paper("D2").missing


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (Issued("D2", ON, again="I01,I06"), "name, photograph"),
        (Issued("D2", ON, until=dt.date(2026, 2, 1)), "February 1, 2026"),
        (Issued("D2", ON, again="Lost"), "Lost"),
        (Issued("D2", ON, renew_by=dt.date(2026, 2, 1)), "Its code expired on February 1, 2026"),
    ],
)
def test_a_paper_to_be_made_again_says_why(paper: Issued, words: str) -> None:
    found = explain(MEXICO, given(*REGISTERED), {"D2": paper}, ["D2"], ON, facts=IN_PROCEDURE).paper("D2")
    assert found.state == "again" and not found.missing
    assert words in found.as_json("en")["reason"]
    assert found.as_json("ht")["reason"]


def test_an_expired_certificate_is_no_evidence_and_is_made_first() -> None:
    issued = {"D2": Issued("D2", ON, until=dt.date(2026, 3, 1))}
    found = explain(MEXICO, given(*REGISTERED), issued, ["D3"], ON, facts=IN_PROCEDURE)
    assert found.paper("D3").waiting == (Waiting("I21", "D2"),)


def test_a_certificate_whose_code_is_to_be_renewed_is_evidence_still() -> None:
    issued = {"D2": Issued("D2", ON, renew_by=dt.date(2026, 3, 1))}
    found = explain(MEXICO, given(*REGISTERED), issued, ["D3"], ON, facts=IN_PROCEDURE)
    assert found.paper("D2").state == "again" and found.paper("D3").state == "ready"


def test_what_was_not_law_yet_is_not_asked() -> None:
    before = explain(MEXICO, {}, {}, None, dt.date(2020, 1, 1), facts=RECOGNISED)
    assert "D7" not in {paper.code for paper in before.documents}  # the permanent CURP with biometrics is of 2025
    assert not {"I07", "I26"} & {question.item for question in before.ask}
    assert before.saved.requirements < explain(MEXICO, {}, {}, None, ON, facts=RECOGNISED).saved.requirements
    with pytest.raises(LookupError, match="D7"):
        explain(MEXICO, {}, {}, ["D7"], dt.date(2020, 1, 1))


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(LookupError, match="D99"):
        explain(MEXICO, {}, {}, ["D99"], ON)


def test_packs_without_papers_have_nothing_to_explain() -> None:
    canada = load_pack("canada").requirements
    assert not canada
    assert explain(canada, {}, {}, None, ON).documents == ()
