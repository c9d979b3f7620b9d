"""The pages of determination as a person uses them: by keyboard, on a telephone, with the line down, without barriers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from acogida.determination import actions
from acogida.determination.models import Assessment, InterviewEntry
from tests.browser import PHONE, WIDE, axe, launch, overflow
from tests.cast import Cast
from tests.determination.journey import INTERVIEW, Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def browsing(**options: Any) -> Iterator[Page]:
    """A browser page. While Playwright's loop runs, Django keeps connections of its own for this thread; they are
    closed here, or the next test would find them cut off."""
    with launch(**options) as page:
        try:
            yield page
        finally:
            connections.close_all()


def sign_in(page: Page, cast: Cast, part: str, address: str) -> None:
    client = Client()
    client.force_login(cast.users[part])
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def open_interview(journey: Journey, cast: Cast) -> str:
    interview = actions.start_interview(cast.as_("officer"), journey.mother.pk, INTERVIEW, key=uuid.uuid4())
    return reverse("interview_page", args=[interview.pk])


def test_enter_writes_down_question_and_answer_in_turn(journey: Journey, cast: Cast, live_server: Any) -> None:
    path = open_interview(journey, cast)
    with browsing() as page:
        sign_in(page, cast, "officer", live_server.url)
        page.goto(live_server.url + path)
        page.get_by_role("button", name="¿Me confirma su nombre").click()
        page.keyboard.press("Enter")
        page.keyboard.type("Marie Délva.")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("Nací en Gonaïves.")
        page.keyboard.press("Enter")
        expect(page.locator("#entries > li")).to_have_count(2)
        expect(page.locator("#kind-question")).to_be_checked()
        page.get_by_role("button", name="Corregir #2").click()
        page.keyboard.type("Nací en Jérémie.")
        page.keyboard.press("Enter")
        expect(page.locator("#entries > li")).to_have_count(3)
    said = list(InterviewEntry.objects.values_list("kind", "text", "corrects__seq"))
    assert said[1] == ("answer", "Marie Délva.\nNací en Gonaïves.", None)
    assert said[2] == ("correction", "Nací en Jérémie.", 2)


def test_what_is_written_while_the_line_is_down_arrives_once_and_in_order(
    journey: Journey, cast: Cast, live_server: Any
) -> None:
    path = open_interview(journey, cast)
    with browsing() as page:
        sign_in(page, cast, "officer", live_server.url)
        page.goto(live_server.url + path)
        page.context.set_offline(True)
        for words in ("¿Qué pasó?", "Me amenazaron.", "¿Quién?"):
            page.keyboard.type(words)
            page.keyboard.press("Enter")
        expect(page.locator("[data-saved]")).to_contain_text("sin guardar")
        page.context.set_offline(False)
        expect(page.locator("#entries > li")).to_have_count(3)
    assert list(InterviewEntry.objects.values_list("kind", "text")) == [
        ("question", "¿Qué pasó?"), ("answer", "Me amenazaron."), ("question", "¿Quién?"),
    ]  # fmt: skip


def test_the_assessment_saves_itself_and_takes_in_what_a_colleague_wrote(
    journey: Journey, cast: Cast, live_server: Any
) -> None:
    journey.heard(journey.mother)
    with browsing() as page:
        sign_in(page, cast, "officer", live_server.url)
        page.goto(live_server.url + reverse("assessment_page", args=[journey.mother.pk]))
        page.get_by_label("Resumen, con las palabras de la persona").fill("Primer resumen")
        expect(page.locator("[data-save-status]")).to_have_text("Guardado")
        saved = Assessment.objects.get()
        actions.save_assessment(
            cast.as_("second_officer"), journey.mother.pk, {**saved.data["answers"], "harm": "Escrito por Óscar"},
            version=saved.version, base=saved.data["answers"],
        )  # fmt: skip
        page.get_by_label("Conclusión razonada").fill("Mi conclusión")
        expect(page.get_by_label("Daño temido y su gravedad")).to_have_value("Escrito por Óscar")
        page.get_by_label("No se reconoce la condición de refugiado ni se otorga protección complementaria").check()
        expect(page.locator("[data-cp-notice]")).to_be_visible()
    answers = Assessment.objects.get().data["answers"]
    assert (answers["summary"], answers["harm"], answers["conclusion"]) == (
        "Primer resumen", "Escrito por Óscar", "Mi conclusión",
    )  # fmt: skip


@pytest.fixture
def every_page(cast: Cast) -> list[tuple[str, str]]:
    """(who, address) of every page, each in the state in which it is used."""
    talking, writing, reviewing, signing, telling = (Journey(cast) for _ in range(5))
    interview = open_interview(talking, cast)
    record = writing.heard(writing.mother)
    writing.assessed(writing.mother, "refused", cp_reasons="")
    reviewing.submitted(reviewing.mother)
    actions.comment(cast.as_("reviewer"), reviewing.mother.pk, "analysis", "¿Qué fuente?", key=uuid.uuid4())
    signing.approved(signing.mother)
    telling.signed(telling.mother)
    telling.notified(telling.partner, "refused")

    def of(name: str, claim: Any) -> str:
        return reverse(name, args=[claim.pk])

    return [
        *[(who, reverse(name)) for name, who in (("interview_queue", "officer"), ("assessment_queue", "officer"),
          ("review_queue", "reviewer"), ("signature_queue", "signatory"), ("notification_queue", "notifier"))],
        ("officer", of("interview_start", talking.partner)),
        ("officer", interview),
        ("officer", interview + "close/"),
        ("officer", reverse("interview_page", args=[record.pk])),
        ("officer", of("assessment_page", writing.mother)),
        ("officer", of("fact_new", writing.mother)),
        ("officer", of("draft_page", writing.mother)),
        ("reviewer", of("review_page", reviewing.mother)),
        ("signatory", of("signature_page", signing.mother)),
        ("notifier", of("notification_page", telling.mother)),
        ("notifier", of("notification_page", telling.partner)),
        ("officer", reverse("term_extend", args=[talking.case.pk])),
        ("supervisor", of("claim_withdraw", talking.child)),
        *[("officer", reverse("case_page", args=[telling.case.number]) + f"?tab={tab}")
          for tab in ("interview", "assessment", "decision")],
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (PHONE, "dark")])
def test_no_page_has_barriers_or_runs_over(
    every_page: list[tuple[str, str]], cast: Cast, live_server: Any, width: int, theme: str
) -> None:
    found: dict[str, Any] = {}
    with browsing(width=width, theme=theme) as page:
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None,
        )
        for who, path in every_page:
            sign_in(page, cast, who, live_server.url)
            answer = page.goto(live_server.url + path)
            assert answer is not None
            assert (answer.status, page.url) == (200, live_server.url + path)
            wide = overflow(page)
            if barriers := [*axe(page), *problems, *([f"{wide} px too wide"] if wide else [])]:
                found[f"{who} {path}"] = barriers
            problems.clear()
    assert found == {}
