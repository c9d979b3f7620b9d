"""The house itself walks the roads of Costa Rica, Panama, Belize and Canada: rooms, letters and log, with no Python of
their own. A decision is written in the authority's language and tells of the pack's own term to contest it."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pdfminer.high_level import extract_text

from acogida.accounts import authority
from acogida.archive.actions import make
from acogida.archive.models import Document
from acogida.cases import actions as cases
from acogida.cases import store
from acogida.cases.models import Case, Claim
from acogida.determination import actions, rounds
from acogida.determination.models import Decision, Notification
from acogida.files import store as files
from acogida.law import load_pack
from tests import cast as people
from tests.cast import Cast
from tests.determination import journey as journeys
from tests.determination.journey import Journey
from tests.law.central_america import sample_answers

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Road:
    """What a pack calls the steps that differ, who takes them, and what its letters must say."""

    admission: tuple[str, ...] = ()  # of the case, around "admit"
    reviewed: bool = True
    session: str = ""  # the step that agrees on the outcome before the signature
    appeal: tuple[str, ...] = ("file_appeal",)
    under_appeal: str = "appeal"
    remits: str = ""
    again: str = "assessment"  # where a claim that is sent back stands
    decision: tuple[str, ...] = ()  # words of the decision
    record: tuple[str, ...] = ()  # words of the record of notice


ROADS = {
    "costa_rica": Road(
        session="commission_decides", remits="tribunal_remits",
        decision=("Resolución", "3 días hábiles", "pedir revocatoria o apelar", "Ley 8764"),
        record=("Constancia de notificación", "puede recurrir hasta el"),
    ),
    "panama": Road(
        session="commission_decides", appeal=("file_reconsideration",), remits="grant_reconsideration",
        decision=("Resolución", "5 días hábiles", "pedir reconsideración", "Ley 38 de 2000"),
        record=("Constancia de notificación", "puede recurrir hasta el"),
    ),
    "belize": Road(
        session="commission_decides", remits="appeal_remits",
        decision=("Decision and reasons", "14 calendar days", "appeal the decision", "Refugees Act", "presented the claim on"),
        record=("Record of notice", "you may appeal until"),
    ),
    "canada": Road(
        admission=("refer_port_of_entry", "admit", "receive_boc", "schedule_hearing"), reviewed=False,
        appeal=("file_appeal", "perfect_appeal"), under_appeal="appeal_perfected", remits="refer_back", again="admitted",
        decision=("Décision et motifs", "15 jours civils", "interjeter appel à la SAR", "IRPA s. 110", "a présenté sa demande"),
        record=("Constat de notification", "vous pouvez faire appel jusqu'au"),
    ),
}  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {
    "receive_boc": {"proceeding_language": "fr"},
    "refer_port_of_entry": {"stca_exception": False},
}
MORE = {"officer": "signatory"}  # in Canada the member who heard the claim decides it


def step(cast: Cast, case: Case, name: str, part: str, claim: Claim | None = None, **answers: Any) -> None:
    """A step that the generic page serves."""
    payload = sample_answers(load_pack(authority.pack_name()), name, case.office.today()) | ANSWERS.get(name, {})
    cases.take(
        cast.as_(part), case.pk, name, key=uuid.uuid4(), claim_id=claim and claim.pk, payload=payload | answers
    )  # fmt: skip
    case.refresh_from_db()
    if claim:
        claim.refresh_from_db()


@pytest.fixture(params=ROADS)
def road(request: pytest.FixtureRequest) -> Road:
    authority.become(request.param)
    return ROADS[request.param]


@pytest.fixture
def journey(db: None, road: Road, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journey]:
    """A family before its interview, in that country."""
    office = load_pack(authority.pack_name()).offices[0].code
    parts = {}
    for user, (given, surname, _office, roles) in people.PARTS.items():
        more = "" if road.reviewed else MORE.get(user, "")
        parts[user] = (given, surname, office, f"{roles} {more}")
    parts["judge"] = ("Irene", "Solís", office, "appeal_officer")
    monkeypatch.setattr(people, "PARTS", parts)
    if road.admission:
        monkeypatch.setattr(journeys, "admitted", lambda cast, case: admit(road, cast, case))
    yield Journey(people.assemble())
    authority._kept.cache_clear()


def admit(road: Road, cast: Cast, case: Case) -> None:
    for name in road.admission:
        later = (case.office.today() + dt.timedelta(30)).isoformat()
        answers = {"hearing_on": later, "days_to_disclosure": 20, "days_to_reply": 25} if "hearing" in name else {}
        step(cast, case, name, "officer" if "hearing" in name else "supervisor", **answers)


def decide(journey: Journey, road: Road, claim: Claim) -> Notification:
    """From a draft that was submitted to a decision that was notified."""
    cast = journey.cast
    if road.reviewed:
        actions.approve_draft(cast.as_("reviewer"), claim.pk, key=uuid.uuid4())
    if road.session:
        step(cast, journey.case, road.session, "supervisor", claim, agreed_outcome="refused")
    claim.refresh_from_db()
    signatory = cast.as_("signatory" if road.reviewed else "officer")
    reading = actions.open_for_signature(signatory, claim)
    actions.sign(signatory, claim.pk, reading.submission_id, key=uuid.uuid4())
    act = actions.notify(cast.as_("notifier"), claim.pk, journey.notification(), key=uuid.uuid4())
    claim.refresh_from_db()
    assert (claim.stage, claim.outcome) == ("notified", "refused")
    return act


def appealed(journey: Journey, road: Road, claim: Claim) -> None:
    for name in road.appeal:
        step(journey.cast, journey.case, name, "judge", claim)
    assert claim.stage == road.under_appeal


def words(blob: Any) -> str:
    return " ".join(extract_text(io.BytesIO(files.get(blob))).split())


def test_a_refusal_goes_from_the_counter_to_the_appeal_and_every_letter_is_made(journey: Journey, road: Road) -> None:
    claim = journey.mother
    journey.submitted(claim, "refused")
    act = decide(journey, road, claim)
    said, recorded = words(Decision.objects.get(claim=claim).file), words(act.file)
    assert [part for part in road.decision if part not in said] == [], said
    assert [part for part in road.record if part not in recorded] == [], recorded
    assert "LSR" not in said and "LFPA" not in said and "México" not in said + recorded
    appealed(journey, road, claim)
    for document in Document.objects.filter(case=journey.case):
        assert make(document.pk).blob_id
    journey.case.refresh_from_db()
    assert store.rebuild(journey.case) == store.load(journey.case)


def test_a_decision_set_aside_on_appeal_is_taken_again(journey: Journey, road: Road) -> None:
    claim, officer = journey.mother, journey.cast.as_("officer")
    journey.submitted(claim, "refused")
    decide(journey, road, claim)
    appealed(journey, road, claim)
    step(journey.cast, journey.case, road.remits, "judge", claim)
    assert (claim.stage, claim.outcome) == (road.again, "")
    assert rounds.standing(claim) is None
    if road.again == "admitted":
        journey.heard(claim)
    actions.compose_draft(officer, claim.pk)
    actions.submit_draft(officer, claim.pk, key=uuid.uuid4())
    decide(journey, road, claim)
    assert list(Decision.objects.filter(claim=claim).values_list("sequence", flat=True)) == [1, 2]
    assert Notification.objects.filter(claim=claim, valid=True).count() == 2
    journey.case.refresh_from_db()
    assert store.rebuild(journey.case) == store.load(journey.case)
