"""SRE's opinion: a country and a reference leave; the answer, or its silence, is a step of the case."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from acogida.cases.actions import take
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Claim, Event
from acogida.exchange import delivery, inbox
from acogida.exchange.models import InboxMessage, OutboxMessage
from acogida.partners.models import Opinion
from tests.cast import a_case, admitted
from tests.simulators.agencies import call_back

pytestmark = pytest.mark.django_db
QUESTIONS = "¿Qué protección da el Estado a mujeres amenazadas?"


@pytest.fixture
def case(cast, agencies):
    return admitted(cast, a_case(cast))


def ask(cast, case, key=None, **said):
    payload = {"how": "electronic", "country": "HN", **said}
    return take(cast.as_("officer"), case.pk, "ask_sre", key=key or uuid.uuid4(), payload=payload)


def answer(agencies, **how):
    agencies.sre.control("answer", **how)
    told = agencies.sre.told()
    for notification in told:
        call_back(Client(), "sre", notification)
    inbox.sweep()
    return told


def test_it_is_asked_with_a_country_and_a_reference_that_leads_to_nobody(cast, agencies, case):
    key = uuid.uuid4()
    ask(cast, case, key, questions=QUESTIONS)
    ask(cast, case, key, questions=QUESTIONS)
    message = OutboxMessage.objects.get(agency="sre")
    opinion = Opinion.objects.get()
    assert message.payload == {
        "opinion_reference": opinion.reference, "country": "HN", "asked_on": case.office.today().isoformat(), "office": "TAP",
    }  # fmt: skip
    assert message.person_id is None
    assert not set(case.number.split("-")[2:4]) & set(opinion.reference.split("-"))
    assert not case.clocks.filter(clock="C7").exists()  # its term runs from the receipt
    delivery.sweep("sre")
    clock = case.clocks.get(clock="C7")
    assert (clock.state, clock.start) == ("running", case.office.today())
    assert Event.objects.get(kind="sre_acknowledged").payload["reference"] == "SRE-00000001"
    assert agencies.sre.kept("opinion") == 1


def test_its_answer_is_recorded_as_its_act_and_a_repeated_one_does_nothing(cast, agencies, case):
    ask(cast, case)
    delivery.sweep("sre")
    [notification] = answer(agencies, text="El Estado no protege en esa zona.")
    call_back(Client(), "sre", notification)
    call_back(Client(), "sre", notification | {"id": str(uuid.uuid4())})
    inbox.sweep()
    step = Event.objects.get(kind="receive_sre")
    assert (step.actor, step.payload["content"]) == (None, "El Estado no protege en esa zona.")
    assert case.clocks.get(clock="C7").state == "met"
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.content) == ("answered", "")
    assert set(InboxMessage.objects.values_list("state", flat=True)) == {"done"}


def test_that_there_is_no_information_is_an_answer(cast, agencies, case):
    ask(cast, case)
    delivery.sweep("sre")
    answer(agencies, none=True)
    assert "no tiene" in Event.objects.get(kind="receive_sre").payload["content"]


def test_an_answer_for_which_the_case_no_longer_waits_is_put_before_somebody(cast, agencies, case):
    ask(cast, case)
    delivery.sweep("sre")
    Claim.objects.filter(case=case).update(stage="notified")  # decided without it
    Case.objects.filter(pk=case.pk).update(stage="notified")
    answer(agencies, text="Tarde.")
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.content) == ("to_read", "Tarde.")
    assert not Event.objects.filter(kind="receive_sre").exists()


def test_its_silence_is_recorded_by_a_person_once_the_term_is_over(cast, agencies, case):
    agencies.sre.control("behaviour", silence_rate=1)
    ask(cast, case)
    delivery.sweep("sre")
    with pytest.raises(Refused):
        take(cast.as_("supervisor"), case.pk, "record_sre_silence", key=uuid.uuid4())
    assert answer(agencies) == []


def test_asked_on_paper_nothing_leaves(cast, agencies, case):
    today = case.office.today().isoformat()
    payload = {"how": "paper", "received_on": today, "questions": QUESTIONS}
    take(cast.as_("officer"), case.pk, "ask_sre", key=uuid.uuid4(), payload=payload)
    assert not OutboxMessage.objects.filter(agency="sre").exists()
    assert case.clocks.get(clock="C7").state == "running"


def test_of_a_case_that_must_be_shielded_from_mexico_not_even_the_country_leaves(cast, agencies, case):
    case.principal.feared_countries = ["MX"]
    case.principal.save()
    ask(cast, case)
    assert OutboxMessage.objects.get(agency="sre").state == "refused"
