"""Access starts at the queryset: lists, search, direct address, export and API answer alike."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from acogida.audit.models import Record
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db
NUMBERLESS = "COM-TAP-2020-99999-0"


def body(client: Client, method: str, address: str, **data: str) -> str:
    response = getattr(client, method)(address, data)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def what_it_says(response: HttpResponse) -> str:
    """A page without what differs each time: tokens, the request's own id, and the address that was asked for."""
    return re.sub(r"[A-Za-z0-9]{32,64}|[0-9a-f-]{36}|COM-[A-Z0-9-]+", "", response.content.decode())


def test_a_clerk_of_the_office_finds_the_case_everywhere(cast: Cast) -> None:
    case, client = a_case(cast), signed_in(cast, "clerk")
    assert case.number in body(client, "get", reverse("case_list") + "?queue=all")
    assert case.number in body(client, "post", reverse("case_list"), queue="all", text="nunez maria")
    assert case.number in body(client, "get", reverse("case_page", args=[case.number]))
    assert case.number in body(client, "get", "/api/v1/cases")


@pytest.mark.parametrize("part", ["outsider", "nobody", "administrator", "auditor"])
def test_others_get_nothing_by_any_door(cast: Cast, part: str) -> None:
    case, client = a_case(cast), signed_in(cast, part)
    clock = case.clocks.first()
    person = case.principal
    doors = [
        ("get", reverse("case_list") + "?queue=all", {}),
        ("post", reverse("case_list"), {"queue": "all", "text": "nunez"}),
        ("post", reverse("case_export"), {"queue": "all"}),
        ("post", reverse("global_search"), {"q": "nunez"}),
        ("get", "/api/v1/cases", {}),
        ("get", reverse("home"), {}),
    ]
    for method, address, data in doors:
        content = body(client, method, address, **data)
        assert case.number not in content, address
        assert "Núñez" not in content, address
    for address in (
        reverse("case_page", args=[case.number]),
        reverse("case_clock", args=[case.number, clock.pk]),
        reverse("case_step", args=[case.number, "admit"]),
        reverse("person_page", args=[person.pk]),
        reverse("person_correct", args=[person.pk]),
        reverse("person_photo", args=[person.pk]),
        f"/api/v1/cases/{case.number}",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(reverse("case_assign", args=[case.number])).status_code == 404


def test_a_case_that_never_was_answers_like_one_that_is_not_mine(cast: Cast) -> None:
    case, client = a_case(cast), signed_in(cast, "outsider")
    mine = client.get(reverse("case_page", args=[case.number]))
    never = client.get(reverse("case_page", args=[NUMBERLESS]))
    assert mine.status_code == never.status_code == 404
    assert what_it_says(mine) == what_it_says(never)


def test_a_visitor_is_sent_to_sign_in(cast: Cast) -> None:
    case = a_case(cast)
    response = Client().get(reverse("case_page", args=[case.number]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_opening_and_searching_leave_audit_records(cast: Cast) -> None:
    case, client = a_case(cast), signed_in(cast, "clerk")
    client.get(reverse("case_page", args=[case.number]))
    client.post(reverse("case_list"), {"queue": "all", "text": "Ibáñez"})
    assert Record.objects.filter(action="case.view", subject_id=str(case.pk), actor_id=cast.clerk.pk).exists()
    assert Record.objects.get(action="case.search").detail["terms"] == "Ibáñez"


@pytest.mark.parametrize("token", ["x", "eyJ9", "bnVsbA", "WyJuIiwxXQ", "WyJuIiwieCIsInkiXQ"])
def test_a_page_token_that_is_not_ours_is_the_first_page(cast: Cast, token: str) -> None:
    case = a_case(cast)
    response = signed_in(cast, "clerk").get(reverse("case_list"), {"queue": "all", "page": token})
    assert response.status_code == 200
    assert case.number in response.content.decode()
