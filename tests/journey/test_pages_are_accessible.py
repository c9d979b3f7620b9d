"""Every page of the journey: no barriers, nothing wider than the window, large enough targets, and the keyboard alone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from acogida.cases.models import ClockInForce
from acogida.determination import actions
from acogida.registration.models import IntakeDraft
from tests.browser import PHONE, WIDE, axe, overflow, small_targets
from tests.cast import Cast, a_case, a_person
from tests.determination.journey import INTERVIEW, Journey
from tests.journey.conftest import House, apart
from tests.registration.desk import a_draft

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VIEWS: list[tuple[int, Literal["light", "dark"]]] = [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]


@dataclass(frozen=True)
class Stop:
    """A page of the journey and who is there."""

    part: str  # of the cast; "" for somebody who has not signed in
    path: str


def at_the_counter(cast: Cast) -> list[Stop]:
    a_person(cast, given_names="Jean Claude", first_surname="Pierre", second_surname="Louis", sex="M", birth_year=1988)
    draft = a_draft(cast)
    first, partner = draft.persons[0]["key"], draft.persons[1]["key"]
    pages = ["", "intake/", "intake/new/", *[f"intake/{draft.pk}/{step}/" for step in (
        "arrival", f"household/{first}", f"household/{partner}", f"person/{first}", f"needs/{first}", "reasons",
        "contact", "declarations", "check",
    )]]  # fmt: skip
    return [Stop("", "/accounts/login/"), Stop("", "/verificar/"), *[Stop("clerk", f"/{page}") for page in pages]]


def in_the_office(cast: Cast) -> list[Stop]:
    """Cases in the states in which each page is used."""
    waiting = a_case(cast)
    talking, writing, telling = Journey(cast), Journey(cast), Journey(cast)
    interview = actions.start_interview(cast.as_("officer"), talking.mother.pk, INTERVIEW, key=uuid.uuid4())
    writing.assessed(writing.mother, "refused", cp_reasons="")
    writing.submitted(writing.partner, "complementary_protection")
    actions.comment(cast.as_("reviewer"), writing.partner.pk, "analysis", "¿Qué fuente?", key=uuid.uuid4())
    telling.approved(telling.child, "recognised")
    telling.signed(telling.mother)
    telling.notified(telling.partner, "refused")
    appeal = ClockInForce.objects.get(claim=telling.partner, clock="C11")

    def of(name: str, *args: Any) -> str:
        return reverse(name, args=args)

    number = telling.case.number
    return [
        Stop("supervisor", "/cases/"),
        Stop("supervisor", of("registration_admission", waiting.pk)),
        Stop("supervisor", of("registration_result", talking.case.pk)),
        Stop("supervisor", "/exchange/"),
        *[Stop("supervisor", f"{of('case_page', number)}?tab={tab}")
          for tab in ("timeline", "members", "papers", "registration")],
        Stop("officer", of("case_page", number) + "?tab=decision"),
        Stop("officer", of("case_clock", number, appeal.pk)),
        Stop("officer", of("person_page", telling.partner.person_id)),
        *[Stop(part, of(name)) for part, name in (
            ("officer", "interview_queue"), ("officer", "assessment_queue"), ("reviewer", "review_queue"),
            ("signatory", "signature_queue"), ("notifier", "notification_queue"))],
        Stop("officer", of("interview_start", talking.partner.pk)),
        Stop("officer", of("interview_page", interview.pk)),
        Stop("officer", of("interview_close", interview.pk)),
        Stop("officer", of("assessment_page", writing.mother.pk)),
        Stop("officer", of("fact_new", writing.mother.pk)),
        Stop("officer", of("draft_page", writing.mother.pk)),
        Stop("reviewer", of("review_page", writing.partner.pk)),
        Stop("signatory", of("signature_page", telling.child.pk)),
        Stop("notifier", of("notification_page", telling.mother.pk)),
        Stop("notifier", of("notification_page", telling.partner.pk)),
    ]  # fmt: skip


def barriers(page: Page) -> list[str]:
    """What keeps somebody from using this page, at each width and in each theme."""
    found: list[str] = []
    for width, theme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        said = axe(page)
        if wide := overflow(page):
            said.append(f"{wide} px too wide")
        if width == PHONE:
            said += [f"smaller than a finger: {target}" for target in small_targets(page)]
        found += [f"{width} {theme}: {one}" for one in said]
    return found


@pytest.mark.parametrize("stops", [at_the_counter, in_the_office], ids=lambda stops: stops.__name__)
def test_no_page_of_the_journey_has_barriers(house: House, stops: Any) -> None:
    pages: dict[str, Page] = {}
    found: dict[str, list[str]] = {}
    for stop in apart(stops, house.cast):
        if stop.part not in pages:
            pages[stop.part] = house.as_(stop.part) if stop.part else house.stranger()
        page = pages[stop.part]
        page.set_viewport_size({"width": WIDE, "height": 900})
        answer = page.goto(house.url + stop.path)
        assert answer is not None
        assert answer.status == 200, stop
        assert page.locator("h1").count() == 1, stop
        assert page.locator("html").get_attribute("lang") in ("es", "es-mx"), stop
        if wrong := barriers(page):
            found[f"{stop.part} {stop.path}"] = wrong
    assert found == {}, "\n".join(f"{where}\n    " + "\n    ".join(wrong) for where, wrong in found.items())


def test_a_page_of_the_form_is_filled_in_by_keyboard_alone(house: House) -> None:
    draft = a_draft(house.cast)
    clerk = house.as_("clerk")
    clerk.goto(f"{house.url}/intake/{draft.pk}/contact/")
    keys = clerk.keyboard
    focused = clerk.locator(":focus")
    expect(focused).to_have_attribute("name", "household/address")  # the first question still open has the cursor
    keys.type("4.ª Avenida Norte 17")
    keys.press("Enter")
    expect(focused).to_have_attribute("name", "household/municipality")
    keys.type("Tapachula")
    keys.press("Enter")
    keys.type("Chiapas")
    keys.press("Enter")
    expect(focused).to_have_attribute("name", "household/phone")
    keys.press("Tab")
    keys.press("ArrowRight")
    expect(clerk.locator('[name="household/phone_shared"]:checked')).to_have_count(1)
    outline = focused.evaluate(
        "(e) => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
    )
    assert outline, "who uses the keyboard must see where she is"
    with clerk.expect_navigation():
        keys.press("Control+Enter")
    assert "/declarations/" in clerk.url
    kept = IntakeDraft.objects.get(pk=draft.pk).household
    assert (kept["address"], kept["municipality"], kept["state"]) == ("4.ª Avenida Norte 17", "Tapachula", "Chiapas")
    assert kept["phone_shared"] in ("yes", "no")
