"""A loaded case is taken up where it stands: reviewed, signed, notified; its constancia opens and verifies."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from acogida.accounts.models import User
from acogida.cases.models import Claim
from acogida.certificates import actions as certificates
from acogida.certificates import issuing
from acogida.certificates.models import Certificate
from acogida.certificates.token import read
from acogida.determination import actions, findings, template
from acogida.determination.models import Assessment, Decision, Draft, Interview, Notification, Reading, Submission
from acogida.law import load_pack
from acogida.people import curp
from acogida.people.models import IdentityNumber


def as_(username: str) -> Any:
    return SimpleNamespace(user=User.objects.get(username=username), id="test")


def waiting(stage: str) -> Claim:
    claim = Claim.objects.filter(stage=stage, case__office__code="TAP", position=0).select_related("case").first()
    assert claim is not None, f"nothing at {stage}"
    return claim


def test_the_record_of_every_interview_has_the_fingerprint_it_was_closed_with(country: dict[str, Any]) -> None:
    closed = Interview.objects.filter(state="closed")
    assert closed.count() > 50
    for interview in closed:
        assert interview.fingerprint() == interview.record_sha256
        assert interview.started_at < interview.ended_at
        times = list(interview.entries.values_list("at", flat=True))
        assert times == sorted(times) and times[-1] <= interview.ended_at


def test_what_is_in_review_is_complete_by_the_pack(country: dict[str, Any]) -> None:
    pack = load_pack("mexico")
    claims = Claim.objects.filter(stage__in=["review", "signature", "notification"])
    assert claims
    for claim in claims:
        found = findings.of(claim)
        assert [section.code for section in template.missing_sections(pack, found)] == []
        assert not template.grounds_missing(pack, found)


def test_an_interview_under_way_can_go_on(country: dict[str, Any]) -> None:
    assert (
        Interview.objects.filter(state="open").count() == Claim.objects.filter(stage="interview", basis="own").count()
    )


def test_a_loaded_draft_is_reviewed_signed_and_notified(country: dict[str, Any]) -> None:
    claim = waiting("review")
    actions.approve_draft(as_("ines.aguilar"), claim.pk, key=uuid.uuid4())
    claim.refresh_from_db()
    assert claim.stage == "signature"
    claim = waiting("signature")
    submission = Submission.objects.filter(claim=claim).latest("round")
    signatory = as_("mario.torres")
    assert actions.open_for_signature(signatory, claim)
    decision = actions.sign(signatory, claim.pk, submission.pk, key=uuid.uuid4())
    assert decision.number.startswith("RES-") and decision.file.size > 10_000
    assert Draft.objects.get(claim=claim).state == "signed"
    waits = waiting("notification")
    today = waits.case.office.today()
    act = {"method": "in_person", "on": today, "effective_on": today, "language": "es", "understood": True,
           "how_checked": "own_words", "copy_given": True, "receipt_signed": True, "defect": ""}  # fmt: skip
    notification = actions.notify(as_("julia.ramos"), waits.pk, act, key=uuid.uuid4())
    assert notification.valid
    waits.refresh_from_db()
    assert waits.stage == "notified"


def test_every_decided_claim_has_its_decision_reading_and_notification(country: dict[str, Any]) -> None:
    decided = Claim.objects.exclude(outcome="")
    assert Decision.objects.count() == decided.count() == Reading.objects.count()
    assert set(Decision.objects.values_list("claim_id", "outcome")) == set(decided.values_list("pk", "outcome"))
    assert Notification.objects.count() == Claim.objects.filter(notified_on__isnull=False).count()
    followers = Assessment.objects.filter(follows__isnull=False)
    assert followers and not followers.exclude(claim__basis="derivative").exists()


def test_a_constancia_carries_a_real_token_and_its_paper_is_made_when_opened(country: dict[str, Any]) -> None:
    certificate = Certificate.objects.filter(valid_until__gte=timezone.localdate() + dt.timedelta(days=5)).first()
    assert certificate is not None and certificate.pdf is None
    reading = read(certificate.token, issuing.verifying_keys(), timezone.now())
    assert reading.state == "valid"
    assert reading.claims.number == certificate.number and reading.claims.name == certificate.person.full_name
    assert certificates.make_pdf(certificate.pk).pdf is not None


def test_curps_have_the_form_of_their_persons(country: dict[str, Any]) -> None:
    numbers = IdentityNumber.objects.select_related("person")
    assert numbers.count() > country["persons"] / 2
    for number in numbers:
        assert curp.well_formed(number.value), number.value
        assert number.person.birth is not None and curp.belongs_to(number.value, number.person.birth, number.person.sex)
