"""The intake form in a real browser: no barriers, by keyboard, and nothing lost when session, line or colleague change."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from acogida.cases.models import Case
from acogida.registration.actions.presentation import present
from acogida.registration.models import IntakeDraft
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets, with_session
from tests.cast import Cast, a_person, assemble
from tests.registration.desk import FAMILY, a_draft, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def opened(**options: Any) -> Iterator[Page]:
    """A browser. While one is open Django keeps another connection (the browser's event loop runs in this thread),
    which must not outlive the test's database."""
    with launch(**options) as page:
        try:
            yield page
        finally:
            connections.close_all()


@pytest.fixture
def people() -> Cast:
    return assemble()


@pytest.fixture
def desk(people: Cast, live_server: Any) -> Iterator[tuple[Page, Cast, str]]:
    """A clerk's browser."""
    with opened() as page:
        with_session(page, live_server, people.clerk)
        yield page, people, live_server.url


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_axe_finds_nothing_on_any_page_of_the_counter(people: Cast, live_server: Any, width: int, theme: str) -> None:
    twin = a_person(
        people, given_names="Marie Rose", first_surname="Dieudonné", second_surname="", birth_year=1991, birth_month=12,
        birth_day=4, nationalities=["HT"],
    )  # fmt: skip
    draft = a_draft(people)
    write(people.as_("clerk"), draft, {"household/presented_how": ""})
    key = draft.persons[0]["key"]
    done = a_draft(people, [{**FAMILY[2], "relation": "", "claim_basis": "own"}])
    case = present(people.as_("clerk"), done.pk, key=uuid.uuid4())
    addresses = [
        "/intake/", "/intake/new/", f"/intake/{draft.pk}/arrival/", f"/intake/{draft.pk}/household/{key}/",
        f"/intake/{draft.pk}/person/{key}/", f"/intake/{draft.pk}/needs/{key}/", f"/intake/{draft.pk}/check/",
        f"/registration/{case.pk}/", f"/registration/{case.pk}/admission/",
    ]  # fmt: skip
    with opened(width=width, theme=theme) as page:
        with_session(page, live_server, people.supervisor)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        wrong: list[str] = []
        for address in addresses:
            page.goto(live_server.url + address)
            if address.endswith(f"household/{key}/"):
                expect(page.locator("[data-alike]")).to_contain_text(twin.full_name)
            found = [*axe(page), *small_targets(page), *(["wider than the window"] if overflow(page) else [])]
            wrong += [f"{address}: {each}" for each in found]
        page.goto(f"{live_server.url}/intake/{draft.pk}/arrival/")
        page.locator("[data-continue]").click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
        assert "\n".join([*wrong, *axe(page)]) == ""
        assert [text for text in complaints if "422" not in text] == []


def test_whoever_is_known_already_shows_while_the_name_is_typed(desk: tuple[Page, Cast, str]) -> None:
    page, people, base = desk
    known = a_person(people, given_names="Wideline Nadège", first_surname="Dieudonné", second_surname="", nationalities=["HT"],
                     birth_year=1991, birth_month=4, birth_day=3)  # fmt: skip
    draft = a_draft(people, [{"given_names": "", "first_surname": "", "birth": {}}])
    key = draft.persons[0]["key"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/alike") else None)
    page.goto(f"{base}/intake/{draft.pk}/household/{key}/")
    place = page.locator("[data-alike]")
    expect(page.get_by_label("Nombres", exact=False).first).to_be_visible()

    def question(code: str) -> Any:
        return page.locator(f'[data-path="{key}/{code}"] input:not([type=hidden])')

    question("given_names").first.press_sequentially("Widline Nadege", delay=30)
    question("first_surname").first.press_sequentially("Dieudone", delay=30)
    expect(place).to_contain_text(known.full_name)
    # On opening, and when typing rests (a busy machine types with rests); not at each of 22 letters.
    assert len(asked) <= 11

    for part, value in (("day", "4"), ("month", "3"), ("year", "1991")):
        page.locator(f'[data-path="{key}/birth"] [data-part="{part}"]').press_sequentially(value, delay=30)
    expect(place).to_contain_text("día y mes de nacimiento invertidos")
    assert "Wid" not in page.url and not any("Wid" in url for url in asked)


def test_a_page_is_filled_in_and_left_by_keyboard_alone(desk: tuple[Page, Cast, str]) -> None:
    page, people, base = desk
    draft = a_draft(people, FAMILY[:1])
    page.goto(f"{base}/intake/{draft.pk}/contact/")
    expect(page.get_by_label("Domicilio en México")).to_be_focused()

    page.keyboard.type("Calle 4")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Municipio")).to_be_focused()
    page.keyboard.type("Tapachula")
    page.keyboard.press("Control+Enter")

    page.wait_for_url("**/declarations/")
    draft.refresh_from_db()
    assert (draft.household["address"], draft.household["municipality"]) == ("Calle 4", "Tapachula")


def test_a_session_that_ends_in_the_middle_loses_nothing(desk: tuple[Page, Cast, str], live_server: Any) -> None:
    page, people, base = desk
    draft = a_draft(people, FAMILY[:1])
    page.goto(f"{base}/intake/{draft.pk}/contact/")
    page.context.clear_cookies(name="sessionid")

    page.get_by_label("Domicilio en México").fill("Calle 4")
    expect(page.locator('[data-banner="session"]')).to_be_visible()
    page.locator("[data-continue]").click()
    expect(page.get_by_label("Domicilio en México")).to_have_value("Calle 4")
    with_session(page, live_server, people.clerk)  # as in another tab

    expect(page.locator("[data-save-state]")).to_have_text("Guardado")
    page.locator("[data-continue]").click()
    page.wait_for_url("**/declarations/")
    draft.refresh_from_db()
    assert draft.household["address"] == "Calle 4"


def test_a_line_that_breaks_keeps_the_answer_on_the_page_and_sends_it_later(desk: tuple[Page, Cast, str]) -> None:
    page, people, base = desk
    draft = a_draft(people, FAMILY[:1])
    page.goto(f"{base}/intake/{draft.pk}/contact/")
    page.context.set_offline(True)

    page.get_by_label("Domicilio en México").fill("Calle 4")
    expect(page.locator("[data-save-state]")).to_contain_text("no hay conexión")
    page.context.set_offline(False)

    expect(page.locator("[data-save-state]")).to_have_text("Guardado")
    draft.refresh_from_db()
    assert draft.household["address"] == "Calle 4"


def test_two_clerks_writing_the_same_answer_see_both_and_choose(desk: tuple[Page, Cast, str]) -> None:
    page, people, base = desk
    draft = a_draft(people, FAMILY[:1])
    page.goto(f"{base}/intake/{draft.pk}/contact/")
    write(people.as_("supervisor"), draft, {"household/municipality": "Suchiate"})

    page.get_by_label("Municipio").fill("Tapachula")
    question = page.locator('[data-path="household/municipality"]')
    expect(question.locator("[data-conflict]")).to_contain_text("Suchiate")
    expect(page.get_by_label("Municipio")).to_have_value("Tapachula")
    assert IntakeDraft.objects.get(pk=draft.pk).household["municipality"] == "Suchiate"
    question.get_by_role("button", name="Conservar lo mío").click()

    expect(page.locator("[data-save-state]")).to_have_text("Guardado")
    expect(question.locator("[data-conflict]")).to_be_hidden()
    assert IntakeDraft.objects.get(pk=draft.pk).household["municipality"] == "Tapachula"


def test_presenting_by_a_double_click_and_again_after_the_back_button_is_one_case(desk: tuple[Page, Cast, str]) -> None:
    page, people, base = desk
    draft = a_draft(people)
    page.goto(f"{base}/intake/{draft.pk}/check/")

    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Presentar solicitud").dblclick()
    # Not wait_for_url: a navigation that another overtakes is its error.
    expect(page.locator(".number")).to_be_visible()
    assert len(sent) == 1  # the page keeps the second click to itself; what the server does with it is shown elsewhere
    case = Case.objects.get()
    expect(page.locator(".number")).to_have_text(case.number)
    page.go_back()
    again = page.get_by_role("button", name="Presentar solicitud")
    if again.count():
        again.click()

    expect(page.locator(".number")).to_have_text(case.number)
    assert Case.objects.get() == case
