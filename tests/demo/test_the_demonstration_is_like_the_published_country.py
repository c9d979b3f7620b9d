"""The shares of the loaded country, the users in it, and the page that compares them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from acogida.accounts.models import Office, User
from acogida.cases.models import Case
from acogida.demo import about, users
from acogida.demo.family import SAMPLE
from acogida.people.matching.record import Record
from acogida.people.matching.search import likely
from acogida.people.models import Person

TODAY = dt.date(2026, 9, 16)  # the same draw on every day the tests run


def test_every_share_is_near_the_published_one(country: dict[str, Any], today: dt.date) -> None:
    measures = [measure for group in about.comparison(today) for measure in group.measures]
    assert len(measures) == 19
    assert [(str(m.label), m.value, m.low, m.high) for m in measures if not m.near] == []


def test_a_share_far_from_the_published_one_is_called_different() -> None:
    measure = about.Measure("x", (20, 24), 35, "ORB", "2021")
    assert measure.near is False
    assert about.Measure("x", (20, 24), None, "ORB", "2021").near is None


def test_the_desk_at_tapachula_has_work_of_every_kind(country: dict[str, Any], today: dt.date) -> None:
    cases = Case.objects.filter(open=True, office__code="TAP")
    for stage in ("admitted", "assessment", "review", "signature", "notification", "notified"):
        assert cases.filter(stage=stage).exists(), stage
    month = dt.timedelta(days=20)
    assert cases.filter(next_due__range=(today - month, today - dt.timedelta(days=1))).exists()
    assert cases.filter(next_due__range=(today, today + month)).exists()
    assert cases.filter(assignee=None).exists() and cases.filter(assignee__username="laura.mendez").exists()
    assert cases.filter(has_children=True).exists() and cases.filter(clock_paused=False).exists()


def test_the_sample_familys_partner_is_warned_of_before_he_is_created_twice(country: dict[str, Any]) -> None:
    partner = SAMPLE[1]
    birth = (partner.birth.year, partner.birth.month, partner.birth.day)
    found = likely(Record(partner.given_names, partner.first_surname, "", *birth, partner.sex))
    assert ("birth", "swapped") in {(reason.part, reason.what) for reason in found[0].evidence}
    assert Person.objects.get(pk=found[0].person_id).birth_month == partner.birth.day


def test_demonstration_users_are_made_once_and_put_right_again(db: None) -> None:
    users.ensure()
    changed = User.objects.get(username="ana.saenz")
    changed.set_password("another")
    changed.save()
    before = User.objects.count()
    users.ensure()
    assert User.objects.count() == before
    assert User.objects.get(username="ana.saenz").check_password(users.PASSWORD)
    for wanted in users.USERS:
        user = User.objects.get(username=wanted.username)
        assert (user.is_demonstration, user.must_use_second_factor) == (True, False)
        assert set(user.role_codes) == set(wanted.roles)


def test_a_real_account_of_the_same_name_is_left_alone(db: None) -> None:
    User.objects.filter(username="ana.saenz").update(username="somebody.else")
    real = User.objects.create_user("ana.saenz", password="una frase larga de prueba", office=Office.objects.first())
    users.ensure()
    real.refresh_from_db()
    assert not real.is_demonstration and real.check_password("una frase larga de prueba")


def test_colleagues_of_other_offices_cannot_sign_in(db: None) -> None:
    users.ensure()
    colleagues = User.objects.filter(is_demonstration=False)
    assert colleagues.count() == sum(map(len, users.COLLEAGUES.values()))
    assert not any(user.has_usable_password() for user in colleagues)


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_the_page_names_sources_and_no_person(country: dict[str, Any]) -> None:
    page = signed_in("ana.saenz").get(reverse("about_demo")).content.decode()
    assert "Quadratín" in page and "RENAPO" in page
    assert " style=" not in page and "<script>" not in page
    names = set(Case.objects.exclude(principal__first_surname="Exantus").values_list("title", flat=True)[:200])
    assert not [name for name in names if name in page]


def test_outside_demonstrations_there_is_no_such_page(db: None, settings: Any) -> None:
    settings.DEMO = False
    users.ensure()
    assert signed_in("ana.saenz").get(reverse("about_demo")).status_code == 404


def test_the_page_needs_signing_in(db: None, settings: Any) -> None:
    settings.DEMO = True
    assert Client().get(reverse("about_demo")).status_code == 302
