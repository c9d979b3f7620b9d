"""A version is put in order by keys alone, and its pages have no barriers."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from acogida.coi.packs import queries
from tests.browser import PHONE, axe, launch, overflow, small_targets, with_session
from tests.cast import Cast
from tests.coi.library import a_version
from tests.coi.packs.desk import a_draft, issued

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_items_are_put_in_order_by_keys_alone(cast: Cast, live_server: Any) -> None:
    old = a_version(title="Informe", text="Lo de antes sobre los mercados.")
    first = issued(cast, a_draft(cast, (7, old), (7, a_version(title="Prensa"))))
    a_version(title="Informe", text="Lo de ahora sobre los mercados y sus cuotas.")
    draft = a_draft(cast)
    item = draft.items.get(item_no=1)
    with launch() as page:
        with_session(page, live_server, cast.researcher)
        page.goto(live_server.url + reverse("coi_pack_write", args=[draft.pk]) + f"?item={item.pk}")
        expect(page.locator(f"#item-{item.pk}")).to_be_focused()
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator(f"#item-{item.pk} .pack-number")).to_have_text("7.2")
        expect(page.locator(f"#item-{item.pk}")).to_be_focused()
        assert axe(page) == []
        page.set_viewport_size({"width": PHONE, "height": 800})
        assert overflow(page) == 0
        assert small_targets(page) == []
        for address in (reverse("coi_pack_version", args=[first.pk]), reverse("coi_pack", args=[draft.pack_id])):
            page.goto(live_server.url + address)
            assert axe(page) == []
            assert overflow(page) == 0
    assert [found.document.title for found in queries.items(draft)] == ["Prensa", "Informe"]
