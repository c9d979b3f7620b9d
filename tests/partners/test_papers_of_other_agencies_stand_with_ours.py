"""D4, D6, D7 and D8 on the requirements' own page: asked for with one press, waited for, issued by whoever issues them."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from acogida.cases.models import Claim
from acogida.certificates import papers
from acogida.exchange import delivery, inbox
from acogida.partners.telling import documents
from acogida.people.numbers import actions as numbers
from tests.cast import a_case, admitted
from tests.simulators.agencies import call_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast, agencies, monkeypatch):
    monkeypatch.setattr(documents, "_certificate", lambda person: (None, None))
    return admitted(cast, a_case(cast)).principal


def issue(agency, code):
    agency.control("issue")
    for notification in agency.told():
        call_back(Client(), code, notification)
    inbox.sweep()


@pytest.mark.parametrize(("code", "agency"), [("D4", "inm"), ("D6", "inm"), ("D8", "sre")])
def test_a_paper_is_asked_for_awaited_and_had(cast, agencies, person, code, agency):
    paper, key = papers.of(code), uuid.uuid4()
    assert (paper.issued(person), paper.asked(person)) == (None, None)
    for _click in range(2):
        paper.make(cast.as_("supervisor"), person, key=key)
    delivery.sweep(agency)
    assert paper.asked(person) == person.office.today()
    issue(getattr(agencies, agency), agency)
    issued = paper.issued(person)
    assert (issued.document, issued.on, issued.again) == (code, person.office.today(), "")
    assert paper.asked(person) is None
    assert (issued.until is None) == (code == "D6")


def test_the_permanent_number_follows_from_the_card_and_shows_as_asked_for(cast, agencies, person):
    numbers.record(person.pk, "NUIM920314MNENBR07", assigned_on=person.office.today(), source="RENAPO")
    Claim.objects.filter(person=person).update(outcome="recognised", stage="notified")
    paper = papers.of("D7")
    assert (paper.issued(person), paper.asked(person)) == (None, None)
    papers.of("D6").make(cast.as_("supervisor"), person, key=uuid.uuid4())
    delivery.sweep("inm")
    issue(agencies.inm, "inm")
    assert paper.asked(person) == person.office.today()
    paper.make(cast.as_("supervisor"), person, key=uuid.uuid4())  # pressed all the same: asked once
    number = person.numbers.get()
    numbers.made_permanent(number.pk, on=person.office.today(), source="RENAPO")
    assert paper.issued(person).document == "D7"
    assert paper.asked(person) is None
