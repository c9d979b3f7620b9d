"""Tired people and bad lines: pressed twice, gone back, two at one form, a session that ends. Nothing lost or doubled."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from acogida.cases.models import Case, Event
from acogida.certificates.models import Certificate
from acogida.determination.models import Decision, Notification
from acogida.people.models import Person
from acogida.registration.models import IntakeDraft
from tests.browser import with_session
from tests.cast import a_case
from tests.determination.journey import Journey
from tests.journey.conftest import House, apart
from tests.journey.steps import NOTIFICATION, answer, fill, kept, press, question
from tests.registration.desk import FAMILY, a_draft

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def pressed_twice(page: Page, name: str) -> None:
    """Both submissions really leave: the second before the first is answered."""
    button = page.locator("main").get_by_role("button", name=name, exact=True)
    # Nothing waits for a navigation here: the one that another overtakes would be its error. The page that follows says it.
    button.evaluate(
        "(b) => { b.form.requestSubmit(b); b.form.requestSubmit(b); HTMLFormElement.prototype.submit.call(b.form); }"
    )


def test_presenting_twice_and_going_back_makes_one_case(house: House) -> None:
    draft = a_draft(house.cast)
    clerk = house.as_("clerk")
    clerk.goto(f"{house.url}/intake/{draft.pk}/check/")
    pressed_twice(clerk, "Presentar solicitud")
    expect(clerk.get_by_role("heading", name="Solicitud presentada")).to_be_visible()
    there = clerk.url
    clerk.go_back()
    again = clerk.locator("main").get_by_role("button", name="Presentar solicitud", exact=True)
    if again.count():  # the browser shows the page as it was: pressing there leads to the same case
        press(clerk, "Presentar solicitud")
    assert clerk.url == there
    assert (Case.objects.count(), Person.objects.count(), Event.objects.count()) == (1, 4, 1)


def test_admitting_twice_is_one_admission_with_one_certificate_each(house: House) -> None:
    case = a_case(house.cast)
    supervisor = house.as_("supervisor")
    supervisor.goto(f"{house.url}/registration/{case.pk}/admission/")
    pressed_twice(supervisor, "Admitir la solicitud")
    expect(supervisor.get_by_role("heading", name="Solicitud admitida")).to_be_visible()
    assert case.events.filter(kind="admit").count() == 1
    assert Certificate.objects.filter(case=case).count() == 1


def test_signing_and_notifying_twice_is_one_decision_told_once(house: House) -> None:
    journey = Journey(house.cast)
    apart(lambda _cast: journey.approved(journey.partner, "complementary_protection"), house.cast)
    signatory, notifier = house.as_("signatory"), house.as_("notifier")
    signatory.goto(f"{house.url}/claims/{journey.partner.pk}/signature/")
    pressed_twice(signatory, "Firmar esta resolución")
    expect(signatory.locator("main")).to_contain_text("RES-TAP-")
    notifier.goto(f"{house.url}/claims/{journey.partner.pk}/notification/")
    fill(notifier, NOTIFICATION)
    pressed_twice(notifier, "Registrar la notificación")
    expect(notifier.locator("main")).to_contain_text("Puede presentarse hasta el")
    assert (Decision.objects.count(), Notification.objects.count()) == (1, 1)
    assert [journey.case.events.filter(kind=kind).count() for kind in ("sign", "notify")] == [1, 1]


def test_two_people_at_one_form_see_both_answers_and_choose(house: House) -> None:
    draft = a_draft(house.cast, FAMILY[:1])
    first, second = house.as_("clerk"), house.as_("supervisor")
    for page in (first, second):
        page.goto(f"{house.url}/intake/{draft.pk}/arrival/")
    answer(first, {"entry_place": "Talismán"})
    kept(first)
    answer(second, {"entry_place": "Ciudad Hidalgo"})
    second.locator("h1").click()
    shown = question(second, "entry_place").locator("[data-conflict]")
    expect(shown).to_be_visible()
    expect(shown).to_contain_text("Talismán")
    expect(shown).to_contain_text(house.cast.clerk.name)
    expect(question(second, "entry_place").locator("input.form-control")).to_have_value("Ciudad Hidalgo")
    assert IntakeDraft.objects.get(pk=draft.pk).household["entry_place"] == "Talismán"
    shown.get_by_role("button", name="Conservar lo mío").click()
    kept(second)
    assert IntakeDraft.objects.get(pk=draft.pk).household["entry_place"] == "Ciudad Hidalgo"


def test_a_session_that_ends_in_the_middle_loses_no_letter(house: House) -> None:
    draft = a_draft(house.cast, FAMILY[:1])
    clerk = house.as_("clerk")
    clerk.goto(f"{house.url}/intake/{draft.pk}/reasons/")
    Session.objects.all().delete()
    words = "Salió de noche con lo puesto; no quiere que llamen a su familia en Haití."
    answer(clerk, {"statement": words})
    expect(clerk.locator('[data-banner="session"]')).to_be_visible()
    expect(question(clerk, "statement").locator("textarea")).to_have_value(words)
    assert IntakeDraft.objects.get(pk=draft.pk).household["statement"] != words

    with_session(clerk, house.live_server, house.cast.clerk)  # signed in again in another tab
    clerk.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(clerk.locator("[data-save-state]")).to_have_text("Guardado")
    expect(clerk.locator('[data-banner="session"]')).to_be_hidden()
    assert IntakeDraft.objects.get(pk=draft.pk).household["statement"] == words
    press(clerk, "Continuar")
    assert "/contact/" in clerk.url


def test_a_form_sent_after_the_session_ended_comes_back_with_what_was_written(house: House) -> None:
    draft = a_draft(house.cast, FAMILY[:1])
    clerk = house.as_("clerk")
    clerk.goto(f"{house.url}/intake/{draft.pk}/contact/")
    answer(clerk, {"address": "4.ª Avenida Norte 17, interior 3"})
    kept(clerk)
    Session.objects.all().delete()
    answer(clerk, {"municipality": "Tapachula"})
    clerk.locator("main").get_by_role("button", name="Continuar", exact=True).click()
    expect(clerk.locator('[data-banner="session"]')).to_be_visible()
    assert "/contact/" in clerk.url
    expect(question(clerk, "municipality").locator("input.form-control")).to_have_value("Tapachula")
    with_session(clerk, house.live_server, house.cast.clerk)
    press(clerk, "Continuar")
    kept_now = IntakeDraft.objects.get(pk=draft.pk).household
    assert (kept_now["address"], kept_now["municipality"]) == ("4.ª Avenida Norte 17, interior 3", "Tapachula")
