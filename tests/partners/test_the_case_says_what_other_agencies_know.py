"""The tab of the case: the notice and its term, opinions, papers, and what was told, in words."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from acogida.cases.actions import take
from acogida.cases.models import Case, Claim, ClockInForce
from acogida.exchange import delivery
from acogida.exchange.models import Agency
from acogida.partners.models import Opinion, PaperRequest
from acogida.partners.telling import documents
from tests.cast import a_case, admitted, signed_in

pytestmark = pytest.mark.django_db


def page(cast, case, part="officer"):
    return signed_in(cast, part).get(reverse("case_page", args=[case.number]), {"tab": "agencies"})


def test_a_notice_that_is_due_is_said_with_its_last_day_and_one_that_is_late_as_late(cast):
    case = a_case(cast)
    text = page(cast, case).text
    assert "Todavía no confirma el aviso" in text
    assert reverse("case_step", args=[case.number, "inm_informed"]) in text
    ClockInForce.objects.filter(case=case, clock="C5").update(due=case.presented_on - dt.timedelta(days=1))
    assert "no ha confirmado el aviso" in page(cast, case).text


def test_opinions_and_papers_are_said_in_words(cast, agencies, monkeypatch):
    monkeypatch.setattr(documents, "_certificate", lambda person: (None, None))
    case = admitted(cast, a_case(cast))
    payload = {"how": "electronic", "country": "HN"}
    take(cast.as_("officer"), case.pk, "ask_sre", key=uuid.uuid4(), payload=payload)
    request = documents.request_card(cast.as_("supervisor"), case.principal, "TVRH", key=uuid.uuid4())
    delivery.sweep()
    PaperRequest.objects.filter(pk=request.pk).update(state="prevented", missing=["I11"])
    text = page(cast, case).text
    assert "Honduras" in text
    assert "Recibida; se espera la respuesta" in text
    assert "Falta: Comprobante de domicilio" in text.replace("\n", " ")
    assert "INM-T0000001" in text
    assert "Pedir opinión sobre un país" in text
    ClockInForce.objects.filter(case=case, clock="C7").update(due=case.presented_on - dt.timedelta(days=1))
    assert "Registrar el silencio" in page(cast, case).text
    Opinion.objects.update(state="to_read", content="El Estado no protege <en> esa zona.")
    text = page(cast, case).text
    assert "no protege &lt;en&gt; esa zona" in text
    assert "Registrar la opinión" in text


def test_of_a_member_whom_the_reader_may_not_know_nothing_is_shown(cast, agencies, monkeypatch):
    monkeypatch.setattr(documents, "_certificate", lambda person: (None, None))
    case = admitted(cast, a_case(cast))
    documents.request_card(cast.as_("supervisor"), case.principal, "TVRH", key=uuid.uuid4())
    from acogida.partners.telling.panel import of_case
    from acogida.people.models import Person

    Person.objects.filter(pk=case.principal_id).update(sealed=True)
    shown = of_case(cast.as_("notifier"), Case.objects.get(pk=case.pk))
    assert shown["asked_papers"] == []
    assert [row["what"] for row in shown["told"]] == []
    assert page(cast, case, "outsider").status_code == 404
    assert Claim.objects.filter(case=case).count() == 1


def test_a_simulator_is_said_to_be_one(settings):
    inm = Agency.objects.get(pk="inm")
    assert "SIMULADOR" not in inm.shown
    settings.DEMO, settings.INM_URL = True, "http://127.0.0.1:8092"
    assert inm.shown == f"{inm.name} · SIMULADOR"
    settings.INM_URL = "https://inm.gob.mx"
    assert inm.shown == inm.name
