from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from acogida.cases.models import Case
from acogida.exchange.models import Agency, OutboxMessage
from acogida.people.numbers.actions import record
from acogida.registration.actions.presentation import present
from tests.cast import Cast, admitted
from tests.registration.desk import a_draft


@pytest.fixture
def case(cast: Cast) -> Case:
    """The family, admitted. The partner knows only the year of his birth."""
    draft = a_draft(cast)
    return admitted(cast, present(cast.as_("clerk"), draft.pk, key=uuid.uuid4()))


def documents(cast: Cast, case: Case) -> str:
    client = Client()
    client.force_login(cast.clerk)
    return client.get(f"/registration/{case.pk}/documents").content.decode()


def test_each_member_has_a_certificate_to_print(cast: Cast, case: Case) -> None:
    page = documents(cast, case)

    for certificate in case.certificates.all():
        assert certificate.number in page
        assert f'href="{certificate.url}"' in page
    assert case.certificates.count() == 4


def test_a_number_that_was_asked_for_is_said_to_be_on_its_way_and_the_page_asks_again(cast: Cast, case: Case) -> None:
    page = documents(cast, case)

    assert page.count("CURP: solicitada a RENAPO; llegará sola") == 3
    assert "hx-trigger" in page


def test_who_has_no_whole_birth_date_is_told_why_no_number_was_asked_for(cast: Cast, case: Case) -> None:
    assert documents(cast, case).count("fecha de nacimiento completa") == 1


def test_numbers_that_arrived_are_shown_and_the_page_rests(cast: Cast, case: Case) -> None:
    for place, member in enumerate(case.members.exclude(person__birth_day=None)):
        record(
            member.person_id,
            f"XEXX010101HNEXXXA{place}",
            assigned_on=dt.date(2026, 3, 1),
            valid_until=None,
            source="RENAPO",
        )

    page = documents(cast, case)

    assert "XEXX010101HNEXXXA0" in page
    assert "hx-trigger" not in page


def test_when_renapo_does_not_answer_the_page_says_that_it_will_be_asked_again(cast: Cast, case: Case) -> None:
    Agency.objects.filter(pk="renapo").update(last_failure=timezone.now(), last_success=None)

    page = documents(cast, case)

    assert "RENAPO no responde" in page
    assert "hx-trigger" in page


def test_a_request_that_stopped_for_good_is_not_said_to_be_on_its_way(cast: Cast, case: Case) -> None:
    OutboxMessage.objects.filter(agency="renapo").update(state="failed")

    page = documents(cast, case)

    assert page.count("CURP: la petición se detuvo") == 3
    assert "hx-trigger" not in page
