"""What the migration institute, and the child protection authority, are told by steps of a case; each once."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pytest
from pdfminer.high_level import extract_text

from acogida.cases.actions import NewMember, take
from acogida.cases.models import Claim, Event, Member
from acogida.certificates import jobs, life
from acogida.certificates.models import Certificate, Notice
from acogida.exchange import delivery
from acogida.exchange.models import Agency, OutboxMessage
from acogida.files.store import get
from acogida.partners.telling import children, institute
from acogida.people.actions import complete_person
from acogida.people.models import Person
from tests.cast import a_case, a_person, admitted

pytestmark = pytest.mark.django_db
HOURS = "C5"


def presented(cast, **changes):
    """A case whose notice the worker has made."""
    case = a_case(cast, **changes)
    jobs.tell_agency(event_id=str(Event.objects.get(case=case, kind="present").pk))
    return case


def told(agency="inm"):
    return OutboxMessage.objects.filter(agency=agency).order_by("pk")


def clock(case):
    return case.clocks.get(clock=HOURS)


def test_the_institute_is_told_at_the_presentation_and_its_term_ends_when_it_has_the_notice(cast, agencies):
    case = presented(cast)
    assert clock(case).state == "running"
    delivery.sweep()
    assert clock(case).state == "met"
    step = Event.objects.get(case=case, kind="inm_informed")
    assert (step.actor, step.payload["reference"]) == (None, told().get().receipt["receipt"])
    text = extract_text(io.BytesIO(get(Notice.objects.get(case=case).pdf)))
    assert "abstenga de devolver" in text
    assert "consulares" in text
    assert "Hondur" not in text
    assert set(told().get().field_names) == {"notice_number", "presented_on", "office", "letter_sha256"}


def test_the_same_presentation_is_told_once_however_often_it_is_tried(cast, agencies):
    case = presented(cast)
    for _again in range(2):
        jobs.tell_agency(event_id=str(Event.objects.get(case=case, kind="present").pk))
        delivery.sweep()
    assert told().count() == 1
    assert agencies.inm.kept("notice") == 1
    assert Event.objects.filter(case=case, kind="inm_informed").count() == 1


def test_with_the_institute_out_of_service_everything_goes_on_and_it_is_told_later(cast, agencies):
    agencies.inm.control("outage", on=True)
    case = presented(cast)
    delivery.sweep()
    admitted(cast, case)
    jobs.tell_agency(event_id=str(Event.objects.get(case=case, kind="admit").pk))
    case.refresh_from_db()
    assert (case.stage, case.next_clock) == ("admitted", HOURS)  # what is due next, for everybody to see
    assert (clock(case).state, clock(case).due) == ("running", case.presented_on + dt.timedelta(days=3))
    agencies.inm.control("outage", on=False)
    OutboxMessage.objects.update(next_attempt=dt.datetime.now(dt.UTC))
    delivery.sweep()
    assert [(m.purpose, m.state) for m in told()] == [("claim_presented", "delivered"), ("claim_admitted", "delivered")]
    assert clock(case).state == "met"


def test_an_admission_tells_numbers_under_the_notice_that_went_before(cast, agencies):
    case = presented(cast)
    admitted(cast, case)
    jobs.tell_agency(event_id=str(Event.objects.get(case=case, kind="admit").pk))
    message = told().get(purpose="claim_admitted")
    assert message.attachment is None
    assert message.payload["notice_number"] == Notice.objects.get(case=case).number
    assert message.payload["certificate_numbers"] == [Certificate.objects.get(case=case).number]


def test_an_admission_before_the_notice_was_made_still_tells_of_the_presentation_first(cast, agencies):
    case = admitted(cast, a_case(cast))
    for kind in ("admit", "present"):  # the worker took the later job first
        jobs.tell_agency(event_id=str(Event.objects.get(case=case, kind=kind).pk))
    assert [m.purpose for m in told()] == ["claim_presented", "claim_admitted"]
    assert Notice.objects.filter(case=case).count() == 1


def test_a_notice_on_paper_is_recorded_by_hand_and_the_late_receipt_changes_nothing(cast, agencies):
    case = presented(cast)
    on = case.office.today().isoformat()
    take(cast.as_("supervisor"), case.pk, "inm_informed", key=uuid.uuid4(), payload={"informed_on": on})
    delivery.sweep()
    assert told().get().state == "delivered"
    assert Event.objects.filter(case=case, kind="inm_informed").count() == 1


def test_nobody_of_a_case_is_told_of_to_an_agency_of_a_country_that_one_of_them_fears(cast, agencies):
    child = a_person(cast, given_names="Rose", birth_year=2017, feared_countries=["MX"])
    members = [NewMember(a_person(cast), Member.Role.PRINCIPAL), NewMember(child, Member.Role.DEPENDANT, "child")]
    case = presented(cast, members=members)
    delivery.sweep()
    assert [(m.state, m.reason, m.payload, m.attachment) for m in told()] == [("refused", "country", {}, None)]
    assert agencies.inm.kept() == 0
    assert clock(case).state == "running"  # and the office sees that nobody was told


# --- protection, its end, deaths, certificates ---------------------------------------------------------------------------


def as_decided(case, outcome="recognised", stage="notified"):
    Claim.objects.filter(case=case).update(outcome=outcome, stage=stage)
    return case.claims.get()


def event(case, kind, **payload):
    """A step as its effect sees it; each test of the procedure itself is the pack's."""
    claim = case.claims.get()
    return Event.objects.create(
        case=case, seq=case.last_seq + 1, kind=kind, claim=claim, on=case.office.today(), at=dt.datetime.now(dt.UTC),
        office=case.office, payload=payload, key=uuid.uuid4(), hash="0" * 64,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("recognised", "REFUGEE"), ("complementary_protection", "COMPLEMENTARY_PROTECTION"), ("refused", None)],
)
def test_protection_is_told_by_the_numbers_the_institute_knows_and_a_refusal_is_nobodys_business(
    cast, agencies, outcome, said
):
    from acogida.partners.effects import tell_protection, tell_protection_ended

    case = admitted(cast, a_case(cast))
    as_decided(case, outcome)
    began = event(case, "notify")
    for _again in range(2):
        tell_protection(began)
    tell_protection_ended(began)
    delivery.sweep("inm")
    rows = [(m.purpose, m.state) for m in told().exclude(purpose__startswith="claim")]
    assert rows == ([("protection", "delivered"), ("protection_ended", "delivered")] if said else [])
    assert agencies.inm.kept("protection") == (2 if said else 0)


def test_a_death_is_told_and_says_nothing_else(cast, agencies):
    case = admitted(cast, presented(cast))
    claim = case.claims.get()
    payload = {"died_on": case.office.today().isoformat(), "evidence": "Acta"}
    take(cast.as_("supervisor"), case.pk, "record_death", key=uuid.uuid4(), claim_id=claim.pk, payload=payload)
    message = told().get(purpose="death")
    assert set(message.payload) == {"certificate_numbers", "died_on", "notice_number"}
    delivery.sweep("inm")
    assert agencies.inm.kept("death") == 1


def test_a_revoked_certificate_is_told_once(cast, agencies):
    case = admitted(cast, presented(cast))
    certificate, key = Certificate.objects.get(case=case), uuid.uuid4()
    for _click in range(2):
        life.revoke(cast.as_("clerk"), certificate.pk, reason="Extraviada", key=key)
    delivery.sweep("inm")
    message = told().get(purpose="certificate_ended")
    assert (message.state, message.field_names) == ("delivered", ["certificate_number", "ended_on"])


def test_an_authority_without_such_an_institute_revokes_all_the_same(cast, monkeypatch):
    monkeypatch.setattr(institute, "INM", "nobody")
    certificate = Certificate.objects.get(case=admitted(cast, a_case(cast)))
    life.revoke(cast.as_("clerk"), certificate.pk, reason="Extraviada", key=uuid.uuid4())
    certificate.refresh_from_db()
    assert certificate.status == "revoked"


# --- children ----------------------------------------------------------------------------------------------------------


def test_a_child_alone_is_told_of_at_once_with_where_to_ask_for_her(cast, agencies):
    child = a_person(cast, given_names="Rose", birth_year=2012, phone="962 123 4567", safe_to_contact=True,
                     nationalities=["HT"])  # fmt: skip
    case = a_case(cast, members=[NewMember(child, Member.Role.PRINCIPAL)])
    message = told("ppnna").get()
    assert (message.payload["alert"], message.payload["phone"]) == ("UNACCOMPANIED", "962 123 4567")
    assert (message.payload["case_reference"], message.payload["office"]) == (case.number, "TAP")
    assert not {"nationalities", "birth_country", "document_number"} & set(message.payload)
    delivery.sweep("ppnna")
    assert agencies.ppnna.kept("child") == 1


@pytest.mark.parametrize(("need", "alerts"), [("CR-TP", ["AT_RISK"]), ("SV-VO", ["AT_RISK"]), ("SM-MN", [])])
def test_of_a_child_with_her_family_only_a_flag_is_told_and_never_which(cast, agencies, need, alerts):
    child = a_person(cast, given_names="Rose", birth_year=2012, needs=[(need, False)])
    members = [NewMember(a_person(cast), Member.Role.PRINCIPAL), NewMember(child, Member.Role.DEPENDANT, "child")]
    a_case(cast, members=members)
    rows = list(told("ppnna"))
    assert [row.payload["alert"] for row in rows] == alerts
    assert all(need not in str(row.payload) for row in rows)


def test_a_flag_that_is_added_later_is_told_once(cast, agencies):
    child = a_person(cast, given_names="Rose", birth_year=2012)
    members = [NewMember(a_person(cast), Member.Role.PRINCIPAL), NewMember(child, Member.Role.DEPENDANT, "child")]
    a_case(cast, members=members)
    assert not told("ppnna").exists()
    for code in ("CR-TP", "CR-NE"):
        complete_person(cast.as_("supervisor"), child.pk, reason="Entrevista", needs=[(code, False)])
    assert told("ppnna").count() == 1


def test_a_telephone_that_is_not_safe_stays_here(cast, agencies):
    for safe, number in ((None, "962 123 4567"), (False, "962 123 4567"), (True, "con la vecina")):
        assert children._phone(Person(phone=number, safe_to_contact=safe)) == ""


@pytest.mark.parametrize("agency", ["inm", "ppnna", "sre"])
def test_an_agency_that_turned_out_to_belong_to_her_country_hears_nothing_of_her(cast, agencies, agency):
    Agency.objects.filter(pk=agency).update(country="HN")  # hers, by nationality
    child = a_person(cast, given_names="Rose", birth_year=2012)
    case = presented(cast, members=[NewMember(child, Member.Role.PRINCIPAL)])
    said = {"how": "electronic", "country": "HN"}
    take(cast.as_("officer"), case.pk, "ask_sre", key=uuid.uuid4(), payload=said)
    delivery.sweep(agency)
    assert {(m.state, m.reason) for m in told(agency)} == {("refused", "country")}
    assert getattr(agencies, agency).kept() == 0
