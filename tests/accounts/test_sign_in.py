"""Signing in: password, second factor, lockout, sessions."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast, signed_in

pytestmark = pytest.mark.django_db


def sign_in(client: Client, password: str) -> bool:
    client.post(reverse("account_login"), {"login": "clerk", "password": password})
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_house(cast: Cast) -> None:
    assert sign_in(Client(), PASSWORD)


def test_after_five_wrong_passwords_even_the_right_one_must_wait(cast: Cast) -> None:
    cache.clear()
    client = Client()
    assert not any(sign_in(client, "wrong") for _ in range(6))
    assert not sign_in(client, PASSWORD)
    assert not sign_in(Client(REMOTE_ADDR="10.0.0.9"), PASSWORD)  # the name is locked, not the browser


def test_nobody_registers_themselves(cast: Cast) -> None:
    client = Client()
    client.post(reverse("account_signup"), {"username": "intruder", "password1": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_without_a_second_factor_staff_are_sent_to_set_one_up(cast: Cast) -> None:
    cast.clerk.must_use_second_factor = True
    cast.clerk.save()
    response = signed_in(cast, "clerk").get(reverse("case_list"))
    assert response["Location"] == reverse("mfa_activate_totp")


def test_the_demonstration_asks_its_own_people_for_no_second_factor(cast: Cast, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    cast.clerk.must_use_second_factor, cast.clerk.is_demonstration = True, True
    cast.clerk.save()
    assert signed_in(cast, "clerk").get(reverse("case_list")).status_code == 200


def test_a_page_fetched_in_the_background_after_the_session_ended_answers_401(cast: Cast) -> None:
    response = Client().get(reverse("case_list"), headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response["X-Sign-In"].startswith(reverse("account_login"))
