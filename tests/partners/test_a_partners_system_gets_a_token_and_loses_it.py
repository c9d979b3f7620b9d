"""Tokens of partners' systems: for the right secret only, short, kept by hash, and worth nothing once access is gone."""

from __future__ import annotations

import base64
import uuid
from argparse import Namespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.urls import NoReverseMatch, reverse
from oauth2_provider.models import AccessToken, Application

from acogida.audit.models import Record
from acogida.partners import commands
from acogida.partners.oauth import actions
from acogida.partners.oauth.models import PartnerClient
from tests.cast import Cast
from tests.partners.partner import IDENTITY, Partner, a_client, agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(db: None) -> Partner:
    agreement("imss", "verify", IDENTITY, direction="answer")
    agreement("imss", "death", ["curp"])
    return Partner(*a_client("imss", "id.verify", "notif.sub.read"))


def test_the_right_secret_gets_a_token_for_ten_minutes_with_the_scopes_that_agreements_cover(partner: Partner) -> None:
    answer = partner.ask_token()
    assert answer.status_code == 200
    said = answer.json()
    assert said["token_type"] == "Bearer"
    assert said["expires_in"] == 600
    assert set(said["scope"].split()) == {"id.verify", "notif.sub.read"}
    assert "refresh_token" not in said
    assert answer["Cache-Control"] == "no-store"


def test_neither_secret_nor_token_is_kept_in_a_form_that_could_be_used(partner: Partner) -> None:
    partner.ask_token()
    with connection.cursor() as cursor:
        for table in (
            "oauth2_provider_application",
            "oauth2_provider_accesstoken",
            "partners_partnerclient",
            "audit_record",
        ):
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")  # noqa: S608
            everything = cursor.fetchone()[0] or ""
            assert partner.secret not in everything
            assert partner.token not in everything


def test_only_client_credentials_are_granted(partner: Partner) -> None:
    for grant in ("password", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"):
        answer = partner.ask_token(grant_type=grant, username="clerk", password="una frase larga de prueba", code="x")
        assert answer.status_code == 400, grant
        assert answer.json()["error"] == "unsupported_grant_type"
    for name in ("authorize", "introspect", "register", "device-authorization", "list"):
        with pytest.raises(NoReverseMatch):
            reverse(f"oauth2_provider:{name}")


def test_a_scope_that_no_agreement_covers_is_refused(partner: Partner) -> None:
    assert partner.ask_token(scope="id.verify").status_code == 200
    for scope in ("id.read", "id.verify id.read", "pr.person.read"):
        answer = partner.ask_token(scope=scope)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    with pytest.raises(ValidationError) as raised:
        actions.add(None, "imss", "otro", ["id.verify", "id.identify"])
    assert "id.identify" in str(raised.value.message_dict["scopes"])


def test_a_wrong_secret_gets_nothing_and_five_of_them_lock_that_address_out(partner: Partner) -> None:
    for _turn in range(5):
        answer = partner.ask_token(secret="wrong")
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    locked = partner.ask_token()
    assert locked.status_code == 429
    assert int(locked["Retry-After"]) > 0
    partner.http.defaults["REMOTE_ADDR"] = "10.9.8.7"
    assert partner.ask_token().status_code == 200  # being wrong elsewhere does not lock the partner out
    assert Record.objects.filter(action="partners.wrong_secret").count() == 5


def test_nobody_learns_which_clients_there_are(partner: Partner) -> None:
    wrong = partner.ask_token(secret="wrong")
    partner.client_id = "imss-0000000000000000"
    unknown = partner.ask_token()
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)


def test_a_revoked_client_is_out_at_once_with_every_token_it_had(partner: Partner) -> None:
    partner.ask_token()
    client = PartnerClient.objects.get()
    actions.revoke(None, client.pk, "Secreto robado")
    assert not AccessToken.objects.exists()
    assert partner.ask_token().status_code == 401
    assert actions.revoke(None, client.pk, "").revoke_reason == "Secreto robado"
    with pytest.raises(ValidationError):
        actions.rotate(None, client.pk)


def test_a_new_secret_ends_the_former_one_unless_the_change_was_planned(partner: Partner) -> None:
    partner.ask_token()
    client = PartnerClient.objects.get()
    _client, second = actions.rotate(None, client.pk, overlap_hours=24)
    assert partner.ask_token().status_code == 200
    assert partner.ask_token(secret=second).status_code == 200
    PartnerClient.objects.update(former_until="2020-01-01T00:00:00Z")
    assert partner.ask_token().status_code == 401
    _client, third = actions.rotate(None, client.pk)
    assert not AccessToken.objects.exists()
    assert partner.ask_token(secret=second).status_code == 401
    assert partner.ask_token(secret=third).status_code == 200
    with pytest.raises(ValidationError):
        actions.rotate(None, client.pk, overlap_hours=24 * 30)


def test_a_token_can_be_given_back_by_its_own_client_only(partner: Partner) -> None:
    partner.ask_token()
    other = Partner(*a_client("imss", "id.verify", name="otro"))
    other.http.post(
        "/osia/oauth/revoke", {"token": partner.token, "client_id": other.client_id, "client_secret": other.secret}
    )
    assert AccessToken.objects.count() == 1
    mine = {"token": partner.token, "client_id": partner.client_id, "client_secret": partner.secret}
    assert partner.http.post("/osia/oauth/revoke", mine).status_code == 200
    assert not AccessToken.objects.exists()


def test_only_who_may_gives_access_and_the_same_key_gives_it_once(cast: Cast) -> None:
    agreement("imss", "verify", IDENTITY, direction="answer")
    with pytest.raises(PermissionDenied):
        actions.add(cast.as_("supervisor"), "imss", "afiliación", ["id.verify"])
    key = uuid.uuid4()
    client, secret = actions.add(cast.as_("administrator"), "imss", "afiliación", ["id.verify"], key=key)
    again, nothing = actions.add(cast.as_("administrator"), "imss", "afiliación", ["id.verify"], key=key)
    assert (again, bool(secret), nothing) == (client, True, "")
    assert Application.objects.count() == 1
    assert Record.objects.get(action="partners.client_added").actor_id == cast.administrator.pk


@pytest.mark.parametrize(
    "address", ["http://imss.example/hook", "https://u:p@imss.example/", "https://imss.example/?a=1", "ftp://x"]
)
def test_an_address_for_callbacks_is_https_and_plain(db: None, settings: Any, address: str) -> None:
    settings.PRODUCTION = True
    agreement("imss", "verify", IDENTITY, direction="answer")
    with pytest.raises(ValidationError) as raised:
        actions.add(None, "imss", "x", ["id.verify"], [address])
    assert "addresses" in raised.value.message_dict


def test_tokens_that_ran_out_are_cleared(partner: Partner) -> None:
    partner.ask_token()
    AccessToken.objects.update(expires="2020-01-01T00:00:00Z")
    call_command("cleartokens")
    assert not AccessToken.objects.exists()


def test_who_shows_two_names_or_nonsense_gets_nothing_and_breaks_nothing(partner: Partner) -> None:
    mine = {"grant_type": "client_credentials", "client_id": partner.client_id, "client_secret": partner.secret}
    basic = base64.b64encode(b"somebody\x00:else").decode()
    both = partner.http.post("/osia/oauth/token", mine, headers={"Authorization": f"Basic {basic}"})
    assert both.status_code == 400
    for shown in (f"Basic {basic}", "Basic ===", "Basic", "Bearer x"):
        answer = partner.http.post(
            "/osia/oauth/token", {"grant_type": "client_credentials"}, headers={"Authorization": shown}
        )
        assert answer.status_code == 401, shown
    assert partner.http.post("/osia/oauth/token", mine).status_code == 200
    assert partner.http.get("/osia/oauth/token").status_code == 405


def test_the_command_line_gives_changes_and_takes_away(db: None) -> None:
    agreement("imss", "verify", IDENTITY, direction="answer")
    said, text, code = commands.add(Namespace(agency="imss", name="afiliación", scope=[], address=[]))
    assert (code, said["scopes"]) == (0, ["id.verify"])
    assert said["client_secret"] in text
    wrong, text, code = commands.add(Namespace(agency="imss", name="", scope=["id.read"], address=["ftp://x"]))
    assert (code, set(wrong["error"])) == (1, {"name", "scopes", "addresses"})
    changed, _text, code = commands.rotate(Namespace(client=said["client_id"], overlap_hours=0))
    assert (code, changed["client_secret"] != said["client_secret"]) == (0, True)
    gone, _text, code = commands.revoke(Namespace(client=said["client_id"], reason="Fin"))
    assert (code, gone["active"], "client_secret" in gone) == (0, False, False)
    assert commands.revoke(Namespace(client="nobody", reason="Fin"))[2] == 1
