"""Papers that other agencies issue: asked for once, with what is known; issued, prevented or refused by their callback."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from acogida.cases.errors import Refused
from acogida.cases.models import Claim, Event
from acogida.exchange import delivery, inbox
from acogida.exchange.models import InboxMessage, OutboxMessage
from acogida.partners.models import PaperRequest
from acogida.partners.telling import documents
from acogida.people.models import HeldDocument, IdentityNumber, NumberEvent
from acogida.people.numbers import actions as numbers
from tests.cast import a_case, admitted
from tests.simulators.agencies import SECRET, call_back

pytestmark = pytest.mark.django_db
CURP = "NUIM920314MNENBR07"


@pytest.fixture(autouse=True)
def no_letter(monkeypatch):
    """The certificate's file takes seconds to make, and has its own test."""
    plain = documents._certificate
    monkeypatch.setattr(documents, "_certificate", lambda person: (plain_number(person), None))
    yield plain


def plain_number(person):
    from acogida.certificates.models import Certificate

    return Certificate.objects.filter(person=person, status="valid").first()


@pytest.fixture
def person(cast, agencies):
    return admitted(cast, a_case(cast)).principal


def asked(cast, person, document="RESIDENT", key=None):
    request = documents.request_card(cast.as_("supervisor"), person, document, key=key or uuid.uuid4())
    delivery.sweep("inm")
    request.refresh_from_db()
    return request


def arrive(agency, code, agencies_client=None):
    """Everything the agency tells now is called back, and handled by the worker."""
    client = agencies_client or Client()
    notifications = agency.told()
    for notification in notifications:
        assert call_back(client, code, notification).status_code == 200
    inbox.sweep()
    return notifications


def steps(person):
    return [event.kind for event in Event.objects.filter(case__principal=person).order_by("seq")]


def test_a_card_is_asked_for_with_what_the_state_knows_and_comes_back_as_a_paper_she_holds(cast, agencies, person):
    request = asked(cast, person)
    message = OutboxMessage.objects.get(agency="inm", purpose="document")
    assert {"given_names", "birth_date", "certificate_number", "document_wanted"} <= set(message.field_names)
    assert (request.state, request.folio) == ("received", "INM-T0000001")
    agencies.inm.control("issue")
    arrive(agencies.inm, "inm")
    request.refresh_from_db()
    held = HeldDocument.objects.get(person=person, source="inm")
    assert (request.state, request.held, held.basis, held.kind, held.country) == (
        "issued", held, "verified", "migration_document", "MX",
    )  # fmt: skip
    assert steps(person)[-3:] == ["card_applied", "card_acknowledged", "card_decided"]
    assert Event.objects.get(kind="card_decided").actor is None


def test_double_clicks_and_repeated_callbacks_do_it_once(cast, agencies, person):
    key = uuid.uuid4()
    first = asked(cast, person, key=key)
    assert asked(cast, person, key=key) == first
    assert asked(cast, person) == first  # another click, while one is under way
    agencies.inm.control("issue")
    [notification] = agencies.inm.told()
    for _again in range(2):
        call_back(Client(), "inm", notification)
        inbox.sweep()
    call_back(Client(), "inm", notification | {"id": str(uuid.uuid4())})  # the same news under another id
    inbox.sweep()
    assert HeldDocument.objects.filter(source="inm").count() == 1
    assert steps(person).count("card_decided") == 1
    assert agencies.inm.kept("document") == 1


def test_a_callback_without_the_secret_or_about_what_was_never_asked_changes_nothing(cast, agencies, person, settings):
    request = asked(cast, person)
    agencies.inm.control("issue")
    [notification] = agencies.inm.told()
    settings.INM_INBOX_SECRET = "another"
    assert call_back(Client(), "inm", notification).status_code == 401
    settings.INM_INBOX_SECRET = SECRET
    said = json.loads(notification["message"])
    for forged in (
        {"requestReference": str(uuid.uuid4())}, {"requestReference": "x"}, {"number": "x"}, {"kind": "TVRH"},
        {"issuedOn": "soon"}, {"validUntil": "2001-01-01"},
    ):  # fmt: skip
        call_back(Client(), "inm", notification | {"id": str(uuid.uuid4()), "message": json.dumps(said | forged)})
    inbox.sweep()
    request.refresh_from_db()
    assert request.state == "received"
    assert not HeldDocument.objects.filter(source="inm").exists()
    assert set(InboxMessage.objects.values_list("state", flat=True)) == {"waiting"}  # people find them when they stop


def test_what_the_institute_misses_is_shown_and_a_refusal_ends_the_request(cast, agencies, person):
    request = asked(cast, person, "TVRH")
    agencies.inm.control("prevent", missing=["I25", "I11"])
    arrive(agencies.inm, "inm")
    request.refresh_from_db()
    assert (request.state, request.missing) == ("prevented", ["I11", "I25"])
    agencies.inm.control("refuse", code="NO_PROOF")
    arrive(agencies.inm, "inm")
    request.refresh_from_db()
    assert (request.state, request.refusal) == ("refused", "NO_PROOF")
    assert steps(person)[-2:] == ["card_prevented", "card_decided"]
    assert Event.objects.get(kind="card_decided").payload["answer"] == "refused"
    assert asked(cast, person, "TVRH").state == "received"  # it may be asked for again


def test_a_resident_card_makes_the_number_permanent_and_the_register_hears_which_card(cast, agencies, person):
    numbers.record(person.pk, CURP, assigned_on=person.office.today(), source="RENAPO")
    Claim.objects.filter(person=person).update(outcome="recognised", stage="notified")
    asked(cast, person)
    agencies.inm.control("issue")
    arrive(agencies.inm, "inm")
    number = IdentityNumber.objects.get(person=person)
    held = HeldDocument.objects.get(person=person, source="inm")
    assert number.wanted == "permanent"
    assert NumberEvent.objects.filter(number=number, kind="asked").count() == 1
    convert = OutboxMessage.objects.get(agency="renapo", purpose="convert_number")
    assert (convert.payload["document_kind"], convert.payload["document_number"]) == ("INM", held.number)


def test_out_of_service_the_request_waits_and_its_term_does_not_run(cast, agencies, person):
    agencies.inm.control("outage", on=True)
    request = asked(cast, person)
    assert request.state == "asked"
    assert not request.case.clocks.filter(clock="C22").exists()
    with pytest.raises(Refused):  # another kind of card, while the first has no answer
        documents.request_card(cast.as_("supervisor"), person, "TVRH", key=uuid.uuid4())
    agencies.inm.control("outage", on=False)
    OutboxMessage.objects.update(next_attempt=request.asked_at)
    delivery.sweep("inm")
    assert request.case.clocks.filter(clock="C22", state="running").exists()


def test_the_travel_document_is_asked_of_the_ministry_and_is_no_step_of_the_claim(cast, agencies, person):
    key = uuid.uuid4()
    for _click in range(2):
        documents.request_travel_document(cast.as_("supervisor"), person, key=key)
    delivery.sweep("sre")
    agencies.sre.control("issue")
    arrive(agencies.sre, "sre")
    held = HeldDocument.objects.get(person=person, source="sre")
    assert held.kind == "travel_document"
    assert held.expires_on
    assert PaperRequest.objects.get().state == "issued"
    assert "card_decided" not in steps(person)


def test_nothing_is_asked_of_an_agency_of_a_country_she_fears(cast, agencies, person):
    person.feared_countries = ["MX"]
    person.save()
    assert asked(cast, person).state == "asked"
    assert OutboxMessage.objects.get(agency="inm", purpose="document").state == "refused"
    assert agencies.inm.kept("document") == 0


def test_who_may_not_record_steps_asks_for_nothing(cast, agencies, person):
    from django.core.exceptions import PermissionDenied

    for part in ("outsider", "nobody", "auditor"):
        with pytest.raises(PermissionDenied):
            documents.request_card(cast.as_(part), person, "TVRH", key=uuid.uuid4())
        with pytest.raises(PermissionDenied):
            documents.request_travel_document(cast.as_(part), person, key=uuid.uuid4())
    assert not PaperRequest.objects.exists()
