"""A ceremony asks no less than a single signature: opened or drawn, confirmed once, each document signed by itself."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from acogida import letters
from acogida.audit.models import Record
from acogida.cases.errors import Refused
from acogida.certificates import actions as issued
from acogida.determination import actions, sampling
from acogida.determination.actions import ceremonies, signing
from acogida.determination.models import Ceremony, Decision
from acogida.files import store
from acogida.law import SigningRule, load_pack
from tests.cast import Cast
from tests.determination.journey import Journey

RULE = load_pack("mexico").signing
assert RULE is not None
HALF = RULE.model_copy(update={"sample_share": 0.5, "sample_least": 1})


@pytest.fixture
def waiting(journey: Journey) -> Journey:
    for claim in (journey.mother, journey.partner, journey.child):
        journey.approved(claim)
    return journey


def submissions(journey: Journey) -> list[uuid.UUID]:
    return [claim.submissions.get().pk for claim in (journey.mother, journey.partner, journey.child)]


def prepared(journey: Journey, **options: Any) -> Ceremony:
    options = {"sampled": False, "key": uuid.uuid4(), **options}
    return ceremonies.prepare(journey.cast.as_("signatory"), submissions(journey), **options)


def opened(journey: Journey, ceremony: Ceremony) -> None:
    for item in ceremonies.to_open(ceremony):
        actions.open_for_signature(journey.cast.as_("signatory"), item.submission.claim)


@pytest.mark.django_db
def test_each_document_gets_a_signature_and_an_event_of_its_own(waiting: Journey) -> None:
    ceremony = prepared(waiting)
    opened(waiting, ceremony)
    ceremonies.confirm(waiting.cast.as_("signatory"), ceremony.pk)
    ceremonies.carry_out(ceremony.pk)
    decisions = list(Decision.objects.all())
    assert len({decision.number for decision in decisions}) == 3
    assert all(decision.reading and decision.ceremony_item for decision in decisions)
    for decision in decisions:
        found = letters.seals(store.get(decision.file))
        assert [(seal.field, seal.intact, seal.trusted) for seal in found] == [
            ("Signature", True, True), ("Seal", True, True)
        ]  # fmt: skip
    assert waiting.case.events.filter(kind="sign", payload__ceremony=str(ceremony.pk)).count() == 3
    ceremony.refresh_from_db()
    assert ceremony.finished_at


@pytest.mark.django_db
def test_nothing_is_signed_before_each_was_opened(waiting: Journey) -> None:
    ceremony, signatory = prepared(waiting), waiting.cast.as_("signatory")
    with pytest.raises(Refused, match="Faltan 3"):
        ceremonies.confirm(signatory, ceremony.pk)
    actions.open_for_signature(signatory, waiting.mother)
    with pytest.raises(Refused, match="Faltan 2"):
        ceremonies.confirm(signatory, ceremony.pk)
    ceremonies.carry_out(ceremony.pk)  # a job that should never have been there
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_what_was_drawn_is_opened_and_the_rest_is_on_record_as_left(
    waiting: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ceremonies, "rule_for", lambda cases: HALF)
    ceremony = prepared(waiting, sampled=True)
    names = [str(name) for name in submissions(waiting)]
    drawn = {str(item.submission_id) for item in ceremony.items.all() if item.drawn}
    assert drawn == sampling.draw(HALF, names, ceremony.seed)
    assert len(drawn) == 2
    opened(waiting, ceremony)
    ceremonies.confirm(waiting.cast.as_("signatory"), ceremony.pk)
    ceremonies.carry_out(ceremony.pk)
    assert {str(d.submission_id) for d in Decision.objects.filter(reading=None)} == set(names) - drawn
    assert Decision.objects.count() == 3


@pytest.mark.django_db
def test_a_sample_that_fails_opens_all_the_others(waiting: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ceremonies, "rule_for", lambda cases: HALF)
    ceremony = prepared(waiting, sampled=True)
    opened(waiting, ceremony)
    first = ceremony.items.filter(drawn=True).first()
    assert first is not None
    ceremonies.set_aside(waiting.cast.as_("signatory"), first.pk, "Falta fundar un punto")
    left = ceremonies.to_open(ceremony)
    assert [item.drawn for item in left] == [False]
    with pytest.raises(Refused, match="Faltan 1"):
        ceremonies.confirm(waiting.cast.as_("signatory"), ceremony.pk)


@pytest.mark.django_db
def test_what_refuses_anybody_cannot_be_sampled(journey: Journey) -> None:
    journey.approved(journey.mother)
    journey.approved(journey.partner, "refused")
    journey.approved(journey.child)
    with pytest.raises(Refused, match="se abre cada una"):
        prepared(journey, sampled=True)
    assert not Ceremony.objects.exists()


@pytest.mark.django_db
def test_one_that_cannot_be_signed_does_not_stop_the_others(waiting: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    ceremony = prepared(waiting)
    opened(waiting, ceremony)
    ceremonies.confirm(waiting.cast.as_("signatory"), ceremony.pk)
    make = signing.letter.decision

    def broken_for_the_partner(case: Any, claim: Any, *rest: Any) -> bytes:
        if claim.pk == waiting.partner.pk:
            raise letters.LetterError("no")
        return make(case, claim, *rest)

    monkeypatch.setattr(signing.letter, "decision", broken_for_the_partner)
    ceremonies.carry_out(ceremony.pk)
    states = {item.submission.claim_id: item.state for item in ceremony.items.select_related("submission")}
    assert states == {waiting.mother.pk: "signed", waiting.partner.pk: "refused", waiting.child.pk: "signed"}
    waiting.partner.refresh_from_db()
    assert waiting.partner.stage == "signature"


@pytest.mark.django_db
def test_killed_in_the_middle_it_goes_on_without_signing_twice(
    waiting: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    ceremony = prepared(waiting)
    opened(waiting, ceremony)
    ceremonies.confirm(waiting.cast.as_("signatory"), ceremony.pk)
    sign, signed = ceremonies.sign, []

    def killed_at_the_second(*arguments: Any, **named: Any) -> Any:
        if len(signed) == 1:
            raise KeyboardInterrupt
        signed.append(sign(*arguments, **named))

    monkeypatch.setattr(ceremonies, "sign", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        ceremonies.carry_out(ceremony.pk)
    assert Decision.objects.count() == 1
    monkeypatch.setattr(ceremonies, "sign", sign)
    ceremonies.carry_out(ceremony.pk)
    ceremonies.carry_out(ceremony.pk)
    assert Decision.objects.count() == 3


@pytest.mark.django_db
def test_the_same_key_prepares_one_ceremony(waiting: Journey) -> None:
    key = uuid.uuid4()
    assert prepared(waiting, key=key) == prepared(waiting, key=key)
    assert Ceremony.objects.count() == 1


@pytest.mark.django_db
def test_the_database_keeps_no_decision_that_rests_on_nothing(waiting: Journey) -> None:
    ceremony = prepared(waiting)
    opened(waiting, ceremony)
    ceremonies.confirm(waiting.cast.as_("signatory"), ceremony.pk)
    ceremonies.carry_out(ceremony.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(reading=None, ceremony_item=None)


@pytest.mark.django_db
def test_the_page_signs_only_with_the_right_password(waiting: Journey, cast: Cast) -> None:
    cast.signatory.set_password("una contraseña larga")
    cast.signatory.save()
    client = Client()
    client.force_login(cast.signatory)
    chosen = {"idempotency_key": str(uuid.uuid4()), "way": "each", "submission": [str(n) for n in submissions(waiting)]}
    answer = client.post(reverse("ceremony_new"), chosen)
    ceremony = Ceremony.objects.get()
    assert answer.headers["Location"] == reverse("ceremony_page", args=[ceremony.pk])
    for claim in (waiting.mother, waiting.partner, waiting.child):
        page = client.get(reverse("signature_page", args=[claim.pk]))
        assert "Volver a la firma conjunta" in page.content.decode()
    confirm = reverse("ceremony_confirm", args=[ceremony.pk])
    wrong = client.post(confirm, {"password": "otra"})
    assert wrong.status_code == 409
    assert "La contraseña no es correcta" in wrong.content.decode()
    assert "otra" not in str(Record.objects.filter(action="ceremony.wrong_password").values())
    assert client.post(confirm, {"password": "una contraseña larga"}).status_code == 302
    ceremonies.carry_out(ceremony.pk)
    shown = client.get(reverse("ceremony_page", args=[ceremony.pk])).content.decode()
    assert all(decision.number in shown for decision in Decision.objects.all())


@pytest.mark.django_db
def test_it_is_nobody_elses(waiting: Journey, cast: Cast) -> None:
    ceremony = prepared(waiting)
    for part in ("officer", "outsider", "supervisor"):
        client = Client()
        client.force_login(cast.users[part])
        assert client.get(reverse("ceremony_page", args=[ceremony.pk])).status_code == 404
        assert client.post(reverse("ceremony_confirm", args=[ceremony.pk]), {"password": "x"}).status_code == 404


@pytest.mark.django_db
def test_certificates_of_status_are_signed_with_the_decisions(journey: Journey, cast: Cast) -> None:
    journey.notified(journey.mother)
    journey.approved(journey.partner)
    member = journey.case.members.get(person=journey.mother.person)
    [paper] = issued.issue(journey.case, [member], kind="recognition_certificate", act=uuid.uuid4())
    assert (paper.signed_by, paper.pdf) == (None, None)
    signatory = cast.as_("signatory")
    ceremony = ceremonies.prepare(
        signatory, [journey.partner.submissions.get().pk], sampled=False, key=uuid.uuid4(), certificates=[paper.pk]
    )
    actions.open_for_signature(signatory, journey.partner)
    with pytest.raises(Refused, match="Falta"):
        ceremonies.confirm(signatory, ceremony.pk)
    client = Client()
    client.force_login(cast.signatory)
    item = ceremony.items.get(certificate=paper)
    assert "_blank" in client.get(reverse("ceremony_page", args=[ceremony.pk])).content.decode()
    read = client.get(reverse("ceremony_paper", args=[ceremony.pk, item.pk]))
    assert read.content.startswith(b"%PDF")
    assert letters.seals(read.content) == []  # a draft proves nothing
    paper.refresh_from_db()
    assert paper.signed_by is None
    ceremonies.confirm(signatory, ceremony.pk)
    ceremonies.carry_out(ceremony.pk)
    paper.refresh_from_db()
    assert paper.signed_by == cast.signatory
    assert paper.pdf is not None
    assert [seal.field for seal in letters.seals(store.get(paper.pdf))] == ["Signature", "Seal"]
    assert set(ceremony.items.values_list("state", flat=True)) == {"signed"}
    assert paper.number in client.get(reverse("ceremony_page", args=[ceremony.pk])).content.decode()


@pytest.mark.parametrize(("count", "many"), [(2, 2), (5, 5), (6, 5), (25, 5), (26, 6), (50, 10)])
def test_a_fifth_is_drawn_and_never_fewer_than_five(count: int, many: int) -> None:
    names = [f"n{number}" for number in range(count)]
    assert len(sampling.draw(RULE, names, "seed")) == sampling.how_many(RULE, count) == many


def test_the_draw_can_be_repeated_and_depends_on_the_seed() -> None:
    names, rule = [f"n{number}" for number in range(50)], SigningRule.model_validate(RULE.model_dump(by_alias=True))
    assert sampling.draw(rule, names, "a") == sampling.draw(rule, list(reversed(names)), "a")
    assert sampling.draw(rule, names, "a") != sampling.draw(rule, names, "b")
