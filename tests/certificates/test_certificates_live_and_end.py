"""Lost, suspended, resumed, revoked by a person; renewed with the number and ended with the procedure by themselves."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from acogida.audit.models import Record
from acogida.cases.actions import take
from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.certificates import actions, jobs, kinds, life, publishing, queries
from acogida.certificates.models import Certificate
from acogida.certificates.status_list import Status, unpack
from acogida.people.models import IdentityNumber
from acogida.people.numbers import actions as numbers
from tests.cast import a_case, admitted, signed_in

pytestmark = pytest.mark.django_db
PROCEDURE = kinds.CERTIFICATE_OF_PROCEDURE


@pytest.fixture
def case(cast):
    return admitted(cast, a_case(cast))


@pytest.fixture
def certificate(case):
    return queries.of_case(case)[case.principal_id]


def key() -> uuid.UUID:
    return uuid.uuid4()


def listed(certificate: Certificate) -> int:
    return unpack(publishing.packed(certificate.status_list), certificate.status_index)


def checked(certificate: Certificate) -> str:
    return queries.verdict_on_text(certificate.token).state


def a_number(case, until: dt.date) -> IdentityNumber:
    number, _made = IdentityNumber.objects.update_or_create(
        person=case.principal, scheme="CURP", defaults={
            "status": "active", "value": "NUIM920314MNEXBR09", "assigned_on": case.office.today(), "valid_until": until,
        },
    )  # fmt: skip
    return number


def test_a_lost_paper_is_revoked_and_a_new_one_issued_in_one_act(case, certificate, cast):
    once = key()
    for _again in range(2):
        new = life.lost(cast.as_("clerk"), certificate.pk, reason="La dejó en el autobús", key=once, cause="stolen")
    certificate.refresh_from_db()
    assert (certificate.status, certificate.cause, new.follows) == ("revoked", "stolen", certificate)
    assert (checked(certificate), listed(certificate)) == ("revoked", Status.INVALID)
    assert (checked(new), listed(new)) == ("valid", Status.VALID)
    assert Certificate.objects.filter(case=case, person=case.principal).count() == 2
    event = case.events.get(kind="certificate_lost")
    assert (event.payload["old"], event.payload["new"]) == (certificate.number, new.number)
    assert Record.objects.filter(action="certificate.revoked").count() == 1


def test_a_suspended_one_says_so_and_can_be_resumed(case, certificate, cast):
    life.suspend(cast.as_("clerk"), certificate.pk, reason="Se investiga", key=key())
    assert (checked(certificate), listed(certificate)) == ("suspended", Status.SUSPENDED)
    life.resume(cast.as_("clerk"), certificate.pk, reason="Aclarado", key=key())
    assert (checked(certificate), listed(certificate)) == ("valid", Status.VALID)
    assert list(case.events.filter(kind__startswith="certificate_").order_by("seq").values_list("kind", flat=True)) == [
        "certificate_suspended", "certificate_resumed",
    ]  # fmt: skip


def test_a_suspended_one_is_not_got_round_by_issuing_another(case, certificate, cast):
    life.suspend(cast.as_("clerk"), certificate.pk, reason="Se investiga", key=key())
    member = case.members.select_related("person").get(person=case.principal)
    actions.issue(case, [member], kind=PROCEDURE, act=key())
    assert checked(certificate) == "revoked", "the newer one replaces it: two are never in force"
    assert Certificate.objects.filter(case=case, person=case.principal, status="valid").count() == 1


def test_revoked_is_for_good(certificate, cast):
    life.revoke(cast.as_("clerk"), certificate.pk, reason="Expedida por error", key=key(), cause="error")
    life.resume(cast.as_("clerk"), certificate.pk, reason="x", key=key())
    life.suspend(cast.as_("clerk"), certificate.pk, reason="x", key=key())
    certificate.refresh_from_db()
    assert (certificate.status, checked(certificate)) == ("revoked", "revoked")


def test_a_family_loses_its_papers_together_on_one_page(cast):
    case = admitted(cast, a_case(cast, members=_two(cast)))
    old = {row.pk for row in Certificate.objects.filter(case=case)}
    assert len(old) == 2
    client, first = signed_in(cast, "clerk"), queries.of_case(case)[case.principal_id]
    address = reverse("certificate_lost", args=[first.pk])
    assert "family" in client.get(address).text
    answers = {"reason": "Robo", "cause": "stolen", "family": "on", "idempotency_key": str(key())}
    assert client.post(address, answers).status_code == 302
    client.post(address, answers)
    assert set(Certificate.objects.filter(status="revoked").values_list("pk", flat=True)) == old
    assert Certificate.objects.filter(status="valid").count() == 2


def _two(cast):
    from acogida.cases.actions import NewMember
    from tests.cast import a_person

    return [
        NewMember(a_person(cast), "principal"),
        NewMember(a_person(cast, given_names="Luis", sex="M"), "dependant", "child", "derivative"),
    ]


def test_a_withdrawn_claim_ends_its_certificate_and_nobody_else_s(case, certificate, cast):
    take(
        cast.as_("supervisor"), case.pk, "withdraw", key=key(), claim_id=case.claims.get(person=case.principal).pk,
        payload=_answers("withdraw"),
    )  # fmt: skip
    certificate.refresh_from_db()
    assert (certificate.status, certificate.cause, checked(certificate)) == ("ended", "procedure", "revoked")
    assert listed(certificate) == Status.INVALID


def _answers(step: str) -> dict:
    """What the pack asks at a step, answered somehow."""
    found = {}
    for field in kinds.pack().transition(step).fields:
        found[field.code] = {
            "yesno": True, "number": 1, "date": dt.date(2026, 1, 5).isoformat(),
        }.get(field.type) or (field.options[0].code if field.options else "Dicho por la persona")  # fmt: skip
    return found


def test_what_a_stage_suspends_it_resumes(case, certificate, cast):
    member = case.members.select_related("person").get(person=case.principal)
    Claim.objects.filter(case=case, person=case.principal).update(stage="final", outcome="recognised")
    given = actions.issue(case, [member], kind="recognition_certificate", act=key())[0]
    for stage, status in (("status_suspended", "suspended"), ("final", "valid"), ("status_ended", "ended")):
        Claim.objects.filter(case=case, person=case.principal).update(stage=stage)
        assert case in life.unsettled() or status in {"suspended", "valid"}
        life.settle(case.pk)
        given.refresh_from_db()
        assert given.status == status
    with pytest.raises(Refused):
        life.reissue(cast.as_("clerk"), given.pk, reason="x", key=key())


def test_a_person_cannot_resume_what_the_stage_suspends(case, cast):
    member = case.members.select_related("person").get(person=case.principal)
    Claim.objects.filter(case=case, person=case.principal).update(stage="final", outcome="recognised")
    given = actions.issue(case, [member], kind="recognition_certificate", act=key())[0]
    Claim.objects.filter(case=case, person=case.principal).update(stage="status_suspended")
    life.settle(case.pk)
    with pytest.raises(Refused):
        life.resume(cast.as_("clerk"), given.pk, reason="x", key=key())


def test_the_code_is_renewed_with_the_number_and_the_old_paper_runs_out_by_itself(case, certificate):
    number = a_number(case, certificate.valid_until + dt.timedelta(days=3))
    assert life.follow_number(number.pk) == 1, (
        "its slip; the paper is a few days older than the number, which is not worth another"
    )
    renewed = numbers.renewed(number.pk, on=case.office.today(), source="RENAPO")
    jobs.follow_number(number_id=renewed.pk)
    certificate.refresh_from_db()
    new = queries.of_case(case)[case.principal_id]
    assert (certificate.status, new.follows_id) == ("renewed", certificate.pk)
    assert new.valid_until == renewed.valid_until > certificate.valid_until
    assert (checked(certificate), checked(new)) == ("valid", "valid")
    jobs.follow_number(number_id=renewed.pk)
    assert Certificate.objects.filter(case=case, person=case.principal, kind=PROCEDURE).count() == 2
    assert case.events.filter(kind="certificate_renewed").count() == 2, "the paper and the slip"


def test_a_term_that_stood_still_takes_the_code_with_it_when_that_ends_soon(case, certificate):
    number = a_number(case, certificate.valid_until + dt.timedelta(days=60))
    assert number not in life.to_renew()
    assert number in life.to_renew(certificate.valid_until - dt.timedelta(days=20))


def test_a_slip_proves_a_number_and_ends_with_it(case):
    member = case.members.select_related("person").get(person=case.principal)
    assert actions.issue(case, [member], kind="curp_slip", act=key()) == [], "there is no number yet"
    number = a_number(case, case.office.today() + dt.timedelta(days=90))
    slip = actions.issue(case, [member], kind="curp_slip", act=key())[0]
    assert slip.valid_until == number.valid_until
    assert number.value in queries.verdict_on_text(slip.token).claims.legal_status
    numbers.end(case.principal_id, "withdrawal", on=case.office.today(), source="test")
    jobs.follow_number(number_id=number.pk)
    slip.refresh_from_db()
    assert (slip.status, slip.cause) == ("ended", "number")


def test_a_number_that_is_assigned_has_its_slip_and_another_number_takes_its_place(case):
    number = a_number(case, case.office.today() + dt.timedelta(days=90))
    for _again in range(2):
        jobs.follow_number(number_id=number.pk)
    slip = Certificate.objects.get(kind="curp_slip")
    assert number.value in queries.verdict_on_text(slip.token).claims.legal_status
    other = numbers.record(
        case.principal_id, "NUIM920314MNEXBR17", assigned_on=case.office.today(), source="RENAPO",
        valid_until=case.office.today() + dt.timedelta(days=100),
    )  # fmt: skip
    for changed in (number, other, number):
        jobs.follow_number(number_id=changed.pk)
    assert checked(slip) == "revoked"
    valid = Certificate.objects.get(kind="curp_slip", status="valid")
    assert other.value in queries.verdict_on_text(valid.token).claims.legal_status


def test_a_page_offers_what_can_be_done_and_refuses_what_cannot(certificate, cast):
    client = signed_in(cast, "clerk")
    for act in ("replace", "lost", "suspend", "resume", "revoke"):
        assert client.get(reverse(f"certificate_{act}", args=[certificate.pk])).status_code == 200
        assert client.post(reverse(f"certificate_{act}", args=[certificate.pk]), {"reason": ""}).status_code == 400
    assert client.post(reverse("certificate_sign", args=[certificate.pk])).status_code == 404


def test_settling_touches_nothing_that_is_as_it_should_be(case, certificate):
    before = publishing.status_list_token(certificate.status_list)
    assert life.settle(case.pk) == 0
    jobs.settle(timestamp=0)
    assert publishing.status_list_token(certificate.status_list) == before
