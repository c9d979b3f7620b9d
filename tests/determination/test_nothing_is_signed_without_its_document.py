"""The state changes only after the file exists: made, signed by the signatory, sealed, stored by its hash."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from acogida import letters
from acogida.cases.errors import Refused
from acogida.determination import actions, letter
from acogida.determination.models import Decision, DecisionSeries
from acogida.files import store
from tests.cast import Cast
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db


def test_the_document_is_signed_by_the_signatory_and_sealed(journey: Journey) -> None:
    decision = journey.signed(journey.mother)
    found = letters.seals(store.get(decision.file))
    assert [seal.field for seal in found] == ["Signature", "Seal"]
    assert all(seal.intact and seal.trusted for seal in found)
    assert "Mario Torres" in found[0].signer


def test_when_the_letter_cannot_be_made_nothing_has_happened(
    journey: Journey, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.approved(journey.mother)

    def broken(*_args: object, **_kwargs: object) -> bytes:
        raise letters.LetterError("no")

    monkeypatch.setattr(letter.letters, "render", broken)
    client = Client()
    client.force_login(cast.signatory)
    url = reverse("signature_page", args=[journey.mother.pk])
    client.get(url)
    form = {"idempotency_key": str(uuid.uuid4()), "submission": str(journey.mother.submissions.get().pk)}
    answer = client.post(url, form)
    assert answer.status_code == 409
    assert "No se firmó nada" in answer.content.decode()
    journey.mother.refresh_from_db()
    assert journey.mother.stage == "signature"
    assert not Decision.objects.exists()
    assert not DecisionSeries.objects.exists()
    assert not journey.case.events.filter(kind="sign").exists()


def test_a_transition_without_a_document_is_undone(journey: Journey, cast: Cast) -> None:
    from acogida.cases.actions import take
    from acogida.hooks.acting import acting_as

    journey.approved(journey.mother)
    with acting_as(cast.signatory), pytest.raises(Refused, match="documento"):
        take(cast.as_("signatory"), journey.case.pk, "sign", key=uuid.uuid4(), claim_id=journey.mother.pk,
             payload={"outcome": "recognised"})  # fmt: skip
    journey.mother.refresh_from_db()
    assert (journey.mother.stage, journey.mother.outcome) == ("signature", "")


def test_signing_twice_makes_one_decision(journey: Journey, cast: Cast) -> None:
    journey.approved(journey.mother)
    signatory = cast.as_("signatory")
    reading, key = actions.open_for_signature(signatory, journey.mother), uuid.uuid4()
    first = actions.sign(signatory, journey.mother.pk, reading.submission_id, key=key)
    assert actions.sign(signatory, journey.mother.pk, reading.submission_id, key=key) == first
    with pytest.raises(Refused):
        actions.sign(signatory, journey.mother.pk, reading.submission_id, key=uuid.uuid4())
    assert Decision.objects.count() == 1


def test_every_person_has_a_decision_and_a_number_of_her_own(journey: Journey) -> None:
    first, second = journey.signed(journey.mother), journey.signed(journey.partner, "refused")
    assert first.number != second.number
    assert first.file_id != second.file_id
    assert [first.outcome, second.outcome] == ["recognised", "refused"]


def test_a_lost_file_is_noticed_before_notification(journey: Journey, cast: Cast) -> None:
    decision = journey.signed(journey.partner, "refused")
    path: Path = store.path_of(decision.file_id)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(Refused, match="todavía no está listo"):
        actions.notify(cast.as_("notifier"), journey.partner.pk, journey.notification(), key=uuid.uuid4())
    path.write_bytes(kept)
