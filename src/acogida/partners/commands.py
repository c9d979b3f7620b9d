"""`acogida partner …`"""

from __future__ import annotations

import argparse
from typing import Any

from acogida.hooks.command import Command
from acogida.partners import checking


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("agency", help="its code, such as imss")
    parser.add_argument("name", help="which of its systems, such as afiliacion")
    parser.add_argument("--scope", action="append", default=[], help="as OSIA names it (id.verify); may be repeated")
    parser.add_argument(
        "--address", action="append", default=[], help="where it may have itself called (https://…); may be repeated"
    )


def add(arguments: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """Without --scope, all that the agency's agreements in force cover."""
    from django.utils import timezone

    from acogida.partners.oauth import actions, scopes

    wanted = arguments.scope or scopes.possible(arguments.agency, timezone.localdate())
    return _done(lambda: actions.add(None, arguments.agency, arguments.name, wanted, arguments.address))


def agency_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="such as imss")
    parser.add_argument("--name", required=True)
    parser.add_argument("--country", required=True, help="the State it belongs to (ISO 3166-1, such as MX)")
    parser.add_argument("--address", action="append", default=[], help="on the net or on paper; may be repeated")


def agency(arguments: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """An agency has to be known before anything can be agreed with it."""
    from django.core.exceptions import ValidationError

    from acogida.exchange.actions import add_agency

    try:
        made = add_agency(None, arguments.code, arguments.name, arguments.country, arguments.address)
    except ValidationError as error:
        return _refused(error)
    return {"agency": made.pk, "name": made.name, "country": made.country}, f"{made.name} is known as {made.pk}.", 0


def rotate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("client", help="its client id")
    parser.add_argument(
        "--overlap-hours", type=int, default=0, help="for how long the former secret works; 0: not at all"
    )


def rotate(arguments: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    from acogida.partners.oauth import actions

    return _done(lambda: actions.rotate(None, _client(arguments.client), overlap_hours=arguments.overlap_hours))


def revoke_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("client", help="its client id")
    parser.add_argument("--reason", required=True)


def revoke(arguments: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    from acogida.partners.oauth import actions

    return _done(lambda: (actions.revoke(None, _client(arguments.client), arguments.reason), ""))


def _client(client_id: str) -> Any:
    from acogida.partners.oauth.models import PartnerClient

    return PartnerClient.objects.values_list("pk", flat=True).get(application__client_id=client_id)


def _done(act: Any) -> tuple[dict[str, Any], str, int]:
    from django.core.exceptions import ValidationError

    from acogida.partners.oauth.models import PartnerClient

    try:
        client, secret = act()
    except ValidationError as error:
        return _refused(error)
    except PartnerClient.DoesNotExist:
        return {"error": "unknown client"}, "No client has this id.", 1
    said = {
        "client_id": client.client_id, "agency": client.agency_id, "name": client.name, "scopes": client.scopes,
        "active": client.active,
    }  # fmt: skip
    text = f"{client.client_id} ({client.agency_id}, {client.name}): {'active' if client.active else 'revoked'}"
    if secret:
        said["client_secret"] = secret
        text += f"\nSecret, shown this once: {secret}"
    return said, text, 0


def _refused(error: Any) -> tuple[dict[str, Any], str, int]:
    """What is wrong, by field."""
    messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    lines = [f"{field}: {' '.join(texts)}".lstrip(": ") for field, texts in messages.items()]
    return {"error": messages}, "\n".join(lines), 1


COMMANDS = {
    ("partner", "agency"): Command(agency_arguments, agency, help="make another agency known"),
    **checking.COMMANDS,
    ("partner", "add"): Command(add_arguments, add, help="give a system of another agency access to the API"),
    ("partner", "rotate"): Command(rotate_arguments, rotate, help="give it a new secret"),
    ("partner", "revoke"): Command(revoke_arguments, revoke, help="take its access away, at once"),
}
