"""The pages on which administrators give systems of other agencies access; the secret is seen once."""

from __future__ import annotations

import re
import uuid
from argparse import Namespace
from typing import Any

import pytest

from acogida.audit.models import Record
from acogida.exchange.models import Agency
from acogida.partners import commands
from acogida.partners.events.models import Subscription
from acogida.partners.oauth.models import PartnerClient
from tests.browser import axe, overflow, page, with_session  # noqa: F401  page is a fixture
from tests.cast import Cast, signed_in
from tests.partners.partner import IDENTITY, Partner, agreement

DATA = {"name": "Afiliación", "scopes": ["id.verify"], "addresses": "http://localhost:9/hook\n\n"}


@pytest.fixture
def agreed(db: None) -> None:
    agreement("imss", "verify", IDENTITY, direction="answer")


def shown(response: Any) -> str:
    found = re.search(r'id="secret">([^<]+)<', response.content.decode())
    return found[1] if found else ""


@pytest.mark.django_db
def test_access_is_given_changed_and_taken_away_on_its_pages(cast: Cast, agreed: None) -> None:
    http = signed_in(cast, "administrator")
    assert b"imss" in http.get("/partners/clients/").content
    empty = http.post("/partners/clients/new/imss", {"idempotency_key": uuid.uuid4()})
    assert not PartnerClient.objects.exists()
    assert empty.content.count(b"is-invalid") >= 1
    key = uuid.uuid4()
    made = http.post("/partners/clients/new/imss", {**DATA, "idempotency_key": key})
    secret, client = shown(made), PartnerClient.objects.get()
    assert "no-store" in made["Cache-Control"]
    assert http.post("/partners/clients/new/imss", {**DATA, "idempotency_key": key})["Location"].endswith(
        f"{client.pk}/"
    )
    twice = http.post("/partners/clients/new/imss", {**DATA, "idempotency_key": uuid.uuid4()})
    assert "La institución ya tiene un acceso con este nombre." in twice.content.decode()
    assert Partner(client, secret).ask_token().status_code == 200

    address = f"/partners/clients/{client.pk}/"
    text = http.get(address).content.decode()
    assert client.client_id in text
    assert secret not in text
    assert "Nunca" not in text
    changed = shown(http.post(f"{address}secret", {"overlap_hours": "24"}))
    assert Partner(client, secret).ask_token().status_code == Partner(client, changed).ask_token().status_code == 200
    assert http.post(f"{address}revoke", {"reason": " "}).status_code == 422
    assert http.post(f"{address}revoke", {"reason": "Secreto robado"}).status_code == 302
    assert Partner(client, changed).ask_token().status_code == 401
    assert "Secreto robado" in http.get(address).content.decode()
    acts = (
        Record.objects.filter(subject_id=str(client.pk), actor_id=cast.administrator.pk)
        .order_by("id")
        .values_list("action", flat=True)
    )
    assert list(acts) == ["partners.client_added", "partners.client_rotated", "partners.client_revoked"]


@pytest.mark.django_db
def test_an_agency_is_made_known_with_its_country_before_anything_is_agreed(cast: Cast) -> None:
    http = signed_in(cast, "administrator")
    data = {"name": "Instituto X", "code": "INX", "country": "HN", "addresses": "inx.gob.hn"}
    assert http.post("/partners/agencies/new", data).status_code == 302
    made = Agency.objects.get(pk="inx")
    assert (made.country, made.addresses) == ("HN", ["inx.gob.hn"])
    assert http.post("/partners/agencies/new", data).status_code == 302  # sent twice
    other = http.post("/partners/agencies/new", {**data, "country": "MX"})
    assert "Ya hay una institución con esa clave." in other.content.decode()
    assert signed_in(cast, "supervisor").get("/partners/agencies/new").status_code == 404
    said, _text, code = commands.agency(Namespace(code="sep", name="SEP", country="MX", address=[]))
    assert (code, said["agency"]) == (0, "sep")
    assert commands.agency(Namespace(code="S", name="", country="Mexico", address=[]))[2] == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_have_no_barriers(page: Any, live_server: Any, cast: Cast, agreed: None) -> None:  # noqa: F811
    with_session(page, live_server, cast.administrator)
    page.goto(f"{live_server.url}/partners/agencies/new")
    assert axe(page) == []
    page.goto(f"{live_server.url}/partners/clients/new/imss")
    assert axe(page) == []
    page.fill("[name=name]", "Afiliación")
    page.check("[name=scopes][value='id.verify']")
    page.fill("[name=addresses]", "http://localhost:9/hook")
    page.click("main form button[type=submit]")
    page.wait_for_selector("#secret")
    assert axe(page) == []
    client = PartnerClient.objects.get()
    Subscription.objects.create(client=client, topic="death", address="http://localhost:9/hook")
    for address in ("/partners/clients/", f"/partners/clients/{client.pk}/"):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(live_server.url + address)
            assert overflow(page) == 0
        assert axe(page) == []
