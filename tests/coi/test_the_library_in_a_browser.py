"""A country and a document in a browser: nothing hidden, nothing in the way, also on a phone in the dark."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from acogida.coi.library import actions
from tests.browser import PHONE, WIDE, axe, launch, overflow, small_targets, with_session
from tests.cast import assemble
from tests.coi.library import TEXT, a_version

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("ACOGIDA_PICTURES")


def sound(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
    assert axe(page) == []
    assert overflow(page) == 0
    assert small_targets(page) == []


def test_pages_of_the_library_have_no_barriers(transactional_db: None, live_server: Any) -> None:
    cast = assemble()
    first = a_version("Informe anual sobre pandillas", f"{TEXT} Es de 2025.", topics=["criminality", "extorted_trader"])
    a_version("Informe anual sobre pandillas", f"{TEXT} Es de 2026.", published=dt.date(2026, 9, 1))
    a_version(
        "Servicio militar", "Es obligatorio.", published=dt.date(2021, 5, 1), topics=["military"], source="Ejército"
    )
    request = cast.as_("researcher")
    actions.raise_flag(request, "HN", kind="exception", on=dt.date(2026, 10, 2), text="Estado de excepción en dos departamentos.",
                       key=uuid.uuid4())  # fmt: skip
    words = dict.fromkeys(("who", "what", "why", "how", "when"), "Lo que se sabe de ella.")
    marks = dict.fromkeys(("relevance", "reliability", "accuracy", "transparency", "currency"), 3)
    actions.assess(request, first.document.source_id, words, marks, key=uuid.uuid4())
    source, document = first.document.source_id, first.document_id
    places = {
        "country": reverse("coi_country", args=["HN"]), "document": reverse("coi_document", args=[document]),
        "difference": reverse("coi_version_difference", args=[first.document.versions.latest("sequence").pk]),
        "source": reverse("coi_source", args=[source]),
    }  # fmt: skip
    more = {
        "countries": reverse("coi_countries"), "sources": reverse("coi_sources"), "version": reverse("coi_version", args=[first.pk]),
        "edit": reverse("coi_document_edit", args=[document]), "assess": reverse("coi_source_assess", args=[source]),
        "describe": reverse("coi_source_edit", args=[source]),
    }  # fmt: skip
    few = {name: places[name] for name in ("country", "document")}
    every = places | more
    for width, theme, shown in ((WIDE, "light", few | {"edit": more["edit"]}), (PHONE, "dark", few)):
        with launch(width, 900, theme) as page:
            with_session(page, live_server, cast.researcher)
            for name, url in (every if PICTURES else shown).items():
                page.goto(live_server.url + url)
                sound(page, name)
            page.goto(live_server.url + places["country"])
            page.locator("summary", has_text="Servicio militar").press("Enter")
            expect(page.locator("details[open]").get_by_role("link", name="Servicio militar")).to_be_visible()
