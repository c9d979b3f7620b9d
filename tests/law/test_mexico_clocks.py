"""Every term of Mexican law, against a table of its own; silence never refuses, and what is unverified says so."""

from __future__ import annotations

import datetime as dt

import pytest

from acogida.law import Closure, due_date, load_pack
from tests.law.mexico import Walk, admitted

MEXICO = load_pack("mexico")
# code: name, amount, unit, calendar, whose duty, extension (most, times)
TABLE = {
    "C1": ("file", 30, "working", "comar_terms", "applicant", None),
    "C2": ("file_sur_place", 30, "working", "comar_terms", "applicant", None),
    "C3": ("ratify", 3, "working", "comar_terms", "applicant", None),
    "C4": ("tell_segob", 0, "immediate", "comar_terms", "agency", None),
    "C5": ("inform_inm", 72, "hours", "comar_terms", "authority", None),
    "C6a": ("issue_prevention", 15, "working", "comar_terms", "authority", None),
    "C6": ("prevention_answer", 5, "working", "comar_terms", "applicant", None),
    "C7": ("sre_opinion", 15, "working", "comar_terms", "agency", None),
    "C8": ("decide", 45, "working", "comar_terms", "authority", ("C9", 45, 1)),
    "C10": ("notify", 10, "working", "comar_terms", "authority", None),
    "C11": ("appeal", 15, "working", "comar_terms", "applicant", None),
    "C12": ("suspension_request", 5, "working", "comar_terms", "authority", None),
    "C13": ("new_facts", 5, "working", "comar_terms", "applicant", None),
    "C14": ("decide_appeal", 3, "months", "comar_terms", "authority", None),
    "C14b": ("comply_appeal", 4, "months", "comar_terms", "authority", None),
    "C15": ("nullity", 30, "working", "comar_terms", "applicant", None),
    "C16": ("amparo", 15, "working", "amparo", "applicant", None),
    "C17": ("sign_in", 7, "calendar", "comar_terms", "applicant", None),
    "C18": ("missed_sign_ins", 14, "calendar", "comar_terms", "applicant", None),
    "C19": ("decide_status", 45, "working", "comar_terms", "authority", ("C19a", 45, 1)),
    "C19b": ("appeal_status", 15, "working", "comar_terms", "applicant", None),
    "C20": ("own_claim", 30, "working", "comar_terms", "applicant", None),
    "C21": ("extradition_notice", 5, "working", "comar_terms", "agency", None),
    "C21b": ("decide_extradition", 10, "working", "comar_terms", "authority", None),
    "C22": ("migration_card", 20, "working", "comar_terms", "agency", None),
    "C22b": ("migration_prevention", 10, "working", "comar_terms", "applicant", None),
    "C22c": ("agency_report", 10, "calendar", "comar_terms", "agency", None),
    "C23": ("detention", 15, "working", "comar_terms", "agency", None),
    "C24": ("inactivity", 3, "months", "comar_terms", "applicant", None),
    "C25": ("temporary_curp", 180, "calendar", "comar_terms", "authority", ("C25a", 180, 1)),
    "C26": ("arco_answer", 20, "working", "comar_terms", "authority", ("C26a", 10, 1)),
    "C26b": ("arco_effect", 15, "working", "comar_terms", "authority", None),
}
FAVOURABLE = {
    "C7",
    "C12",
    "C22c",
}  # what silence presumes here harms nobody: no opinion, suspension granted, no objection


@pytest.mark.parametrize("code", TABLE)
def test_a_term_is_as_the_table_says(code: str) -> None:
    rule = MEXICO.clock(code)
    extension = (rule.extension.code, rule.extension.max, rule.extension.times) if rule.extension else None
    assert (rule.name, rule.amount, rule.unit, rule.calendar, rule.holder, extension) == TABLE[code]


def test_every_row_of_the_list_is_there() -> None:
    rows = {code.rstrip("abc") for code in TABLE} | {e[0] for *_rest, e in TABLE.values() if e}
    assert {f"C{n}" for n in range(1, 27)} <= rows


@pytest.mark.parametrize("rule", MEXICO.clocks.values(), ids=lambda rule: rule.name)
def test_silence_of_an_authority_closes_and_refuses_nothing(rule) -> None:
    if rule.holder in ("authority", "agency"):
        assert rule.lapse.kind == "alarm" or (rule.lapse.kind == "presumption" and rule.code in FAVOURABLE)
    assert "rechaza la solicitud." not in rule.lapse.text.es.replace("no rechaza la solicitud", "")


@pytest.mark.parametrize("rule", MEXICO.clocks.values(), ids=lambda rule: rule.name)
def test_a_lapse_never_closes_a_claim_that_is_being_examined(rule) -> None:
    closes = {"appeal", "appeal_status", "nullity"}  # what was decided becomes final; nothing pending is ended
    assert (rule.lapse.kind == "closure") is (rule.name in closes)


@pytest.mark.parametrize("rule", MEXICO.clocks.values(), ids=lambda rule: rule.name)
def test_what_rests_on_excerpts_of_the_regulations_says_so(rule) -> None:
    if rule.source.startswith("RLSR") or "RLSR art. 2" in rule.source:
        assert not rule.verified and rule.note


def test_the_term_to_answer_a_warning_and_the_rest_say_their_source_in_an_instrument_of_the_pack() -> None:
    for rule in MEXICO.clocks.values():
        assert rule.source.split()[0] in MEXICO.instruments or rule.source.startswith("Instructivo")


def test_telling_is_due_the_same_day() -> None:
    assert due_date(MEXICO, "tell_segob", dt.date(2025, 3, 1)) == dt.date(2025, 3, 1)  # a Saturday


def test_amparo_skips_its_own_days() -> None:
    # 15 working days from 5 September 2025, without weekends, 16 September and nothing else: the 14th is a Sunday.
    assert due_date(MEXICO, "amparo", dt.date(2025, 9, 5)) == dt.date(2025, 9, 29)
    # 12 October 2026 is a Monday: amparo does not count it, COMAR's terms do.
    assert due_date(MEXICO, "amparo", dt.date(2026, 10, 1)) == dt.date(2026, 10, 23)
    assert due_date(MEXICO, "appeal", dt.date(2026, 10, 1)) == dt.date(2026, 10, 22)


def test_three_months_end_on_the_same_number_of_the_day() -> None:
    assert due_date(MEXICO, "decide_appeal", dt.date(2025, 1, 15)) == dt.date(2025, 4, 15)
    assert due_date(MEXICO, "inactivity", dt.date(2025, 6, 9)) == dt.date(2025, 9, 9)


def test_the_temporary_number_stands_still_while_terms_are_suspended() -> None:
    start = dt.date(2025, 1, 10)
    plain = due_date(MEXICO, "temporary_curp", start)
    assert plain == start + dt.timedelta(days=180)
    closed = Closure(dt.date(2025, 3, 1), dt.date(2025, 3, 10), None, "suspensión", "acuerdo", True)
    assert due_date(MEXICO, "temporary_curp", start, closures=(closed,)) == plain + dt.timedelta(days=10)


def test_a_missed_sign_in_is_counted_while_the_rule_is_on_and_not_while_it_is_off() -> None:
    on = admitted()
    on.through("assign_sign_in")
    assert {"sign_in", "missed_sign_ins"} <= on.running()
    off = Walk(dt.date(2020, 5, 4))
    off.take("present").take("admit")
    assert off.refused("assign_sign_in", weekday="monday") == ["switched_off"]


def test_a_person_held_longer_by_law_has_that_term_and_no_more_than_sixty_days() -> None:
    rule = MEXICO.clock("detention")
    assert (rule.at_least, rule.most) == (True, 60)
    walk = admitted()
    walk.later(1).take("record_detention", days=60)
    longer = walk.clock("detention").due
    short = admitted()
    short.later(1).take("record_detention", days=15)
    assert longer > short.clock("detention").due
