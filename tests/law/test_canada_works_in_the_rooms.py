"""A claim before the Canadian board in the house's own rooms: counter, hearing, reasons, signature, notice, appeal.

No line of these rooms was written for Canada: what differs is said by the pack.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from acogida.accounts import authority
from acogida.archive.actions import make
from acogida.archive.models import Document
from acogida.cases.actions import refusals, take
from acogida.cases.models import Case, Claim, ClockInForce
from acogida.determination import actions
from acogida.registration.actions.presentation import present
from tests import cast as house
from tests.cast import Cast
from tests.determination.journey import INTERVIEW, LONG, findings
from tests.registration.desk import FAMILY, a_draft

pytestmark = [pytest.mark.django_db, pytest.mark.as_owner]
MORE = {"officer": "signatory", "reviewer": "appeal_officer"}  # roles they have besides
OFFICES = {"TAP": "TOR", "CMX": "OTT", "TIJ": "VAN"}


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """An empty house that became the Canadian board, and its people. The officer is a member: she hears and signs."""
    authority.become("canada")
    parts = {}
    for name, (given, surname, office, roles) in house.PARTS.items():
        parts[name] = (given, surname, OFFICES[office], f"{roles} {MORE.get(name, '')}")
    monkeypatch.setattr(house, "PARTS", parts)
    yield house.assemble()
    authority._kept.cache_clear()


def step(board: Cast, case: Case, part: str, name: str, claim: Claim | None = None, **answers: Any) -> None:
    take(
        board.as_(part), case.pk, name, key=uuid.uuid4(), claim_id=claim.pk if claim else None,
        payload={code: str(value) if isinstance(value, dt.date) else value for code, value in answers.items()},
    )  # fmt: skip
    case.refresh_from_db()


def referred(board: Cast) -> Case:
    """A woman who claimed at a port of entry, referred to the RPD today."""
    case = present(board.as_("clerk"), a_draft(board, FAMILY[:1]).pk, key=uuid.uuid4())
    step(board, case, "supervisor", "refer_port_of_entry", decided_on=case.office.today(), stca_exception=False)
    step(board, case, "supervisor", "admit")
    return case


def test_a_claim_is_carried_from_the_counter_to_the_appeal(board: Cast) -> None:
    case = referred(board)
    today, claim = case.office.today(), case.claims.get()
    term = ClockInForce.objects.get(case=case, clock="B1").due
    assert case.number.startswith("RPD-TOR-") and case.stage == "referred"
    assert term and term >= today + dt.timedelta(45)
    step(board, case, "supervisor", "receive_boc", received_on=today, proceeding_language="fr", claim_type="gender")
    member = board.as_("officer")
    assert any("notice to appear" in reason or "citar" in reason for reason in refusals(case, claim, "begin_interview"))
    step(board, case, "officer", "schedule_hearing", hearing_on=today + dt.timedelta(30), mode="virtual",
         days_to_disclosure=20, days_to_reply=25)  # fmt: skip
    interview = actions.start_interview(member, claim.pk, INTERVIEW, key=uuid.uuid4())
    actions.record(member, interview.pk, "question", "Why did you leave?", key=uuid.uuid4())
    actions.record(member, interview.pk, "answer", "They threatened me.", key=uuid.uuid4())
    actions.close_interview(
        member, interview.pk, read_back=True, read_back_by_interpreter=True, confirmed=True, key=uuid.uuid4()
    )
    actions.save_fact(
        member, claim.pk, {"statement": "She was threatened", "result": "accepted", "reasons": LONG},
        fact_id=uuid.uuid4(), version=0, base={},
    )  # fmt: skip
    actions.not_sought(member, claim.pk, "The fact does not turn on the country.", key=uuid.uuid4())
    actions.save_assessment(member, claim.pk, findings("refused"), version=0, base={})
    actions.compose_draft(member, claim.pk)
    actions.submit_draft(member, claim.pk, key=uuid.uuid4())
    claim.refresh_from_db()
    assert claim.stage == "signature"  # a member decides alone
    reading = actions.open_for_signature(member, claim)
    assert reading is not None
    actions.sign(member, claim.pk, reading.submission_id, key=uuid.uuid4())
    act = {"method": "in_person", "on": today, "effective_on": today, "place": "Toronto", "language": "ht",
           "interpreter_name": "Jean Michel", "understood": True, "how_checked": "own_words", "copy_given": True,
           "receipt_signed": True, "remarks": "", "defect": ""}  # fmt: skip
    assert actions.notify(board.as_("notifier"), claim.pk, act, key=uuid.uuid4()).valid
    running = set(ClockInForce.objects.filter(case=case, state="running").values_list("clock", flat=True))
    assert running == {"A1", "A2"}
    step(board, case, "reviewer", "file_appeal", claim, filed_on=today, appellant="person")
    step(board, case, "reviewer", "perfect_appeal", claim, perfected_on=today)
    step(board, case, "reviewer", "refer_back", claim, reasons="Evidence was not heard.")
    claim.refresh_from_db()
    assert (claim.stage, claim.outcome) == ("admitted", "")


def test_every_letter_of_the_road_is_made(board: Cast) -> None:
    case = referred(board)
    step(board, case, "supervisor", "receive_boc", received_on=case.office.today(), proceeding_language="en",
         claim_type="other")  # fmt: skip
    step(board, case, "officer", "schedule_hearing", hearing_on=case.office.today() + dt.timedelta(30), mode="in_person",
         days_to_disclosure=20, days_to_reply=25)  # fmt: skip
    documents = Document.objects.filter(case=case)
    assert {each.code for each in documents} == {"boc_notice", "acknowledgement", "notice_to_appear"}
    for document in documents:
        made = make(document.pk).blob
        assert made is not None and made.size > 5_000
