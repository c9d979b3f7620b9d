"""Scopes, named as OSIA names them, and the purpose of the agreement that each of them needs.

A scope is what a client is given; an agreement in force is what its agency may be told. Both are needed, at every call:
when an agreement ends, its scopes are worth nothing from that moment.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from oauth2_provider.scopes import BaseScopes

from acogida.exchange.models import Agreement
from acogida.partners.oauth.models import PartnerClient

VERIFY, READ, IDENTIFY = "id.verify", "id.read", "id.identify"
CREDENTIALS = "cms.credential.read"
SUBSCRIBE, SUBSCRIPTIONS, TOPICS = "notif.sub.write", "notif.sub.read", "notif.topic.read"

# OSIA's scope → the purpose of the agreement. Subscriptions need an agreement for their topic, looked at with the topic.
PURPOSES = {VERIFY: "verify", READ: "read", IDENTIFY: "identify", CREDENTIALS: "credential_status"}
FREE = frozenset({SUBSCRIBE, SUBSCRIPTIONS, TOPICS})
SET = re.compile(r"id\.([A-Z][A-Z0-9_]{1,30})\.read")  # id.DEFAULT_SET_01.read
NAME = re.compile(r"[A-Z][A-Z0-9_]{1,30}")  # of an attribute set


def set_scope(name: str) -> str:
    """The scope for an attribute set."""
    return f"id.{name}.read"


def purpose_of(scope: str) -> str | None:
    """The purpose of the agreement that a scope needs; None where it needs none by itself. Raises ValueError for what is
    no scope of ours."""
    if scope in FREE:
        return None
    if scope in PURPOSES:
        return PURPOSES[scope]
    if found := SET.fullmatch(scope):
        return f"set_{found[1].lower()}"
    raise ValueError(f"no such scope: {scope}")


def known(scope: str) -> bool:
    """Whether it is a scope of ours."""
    return scope in FREE or scope in PURPOSES or SET.fullmatch(scope) is not None


def possible(agency: str, on: dt.date) -> list[str]:
    """The scopes that a client of an agency could be given under the agreements in force."""
    rows = Agreement.objects.filter(agency=agency, state=Agreement.State.AGREED)
    agreements = [each for each in rows if each.covers(on)]
    purposes = {each.purpose for each in agreements if each.direction != Agreement.Direction.SEND}
    told = {each.purpose for each in agreements if each.direction != Agreement.Direction.ANSWER}
    found = [scope for scope, purpose in PURPOSES.items() if purpose in purposes]
    found += [set_scope(each.removeprefix("set_").upper()) for each in sorted(purposes) if each.startswith("set_")]
    from acogida.partners.events.topics import TOPICS as SUBJECTS  # its room's front door imports this module

    return [*found, SUBSCRIBE, SUBSCRIPTIONS, TOPICS] if SUBJECTS.keys() & told else found


def effective(scopes: Iterable[str], agency: str, on: dt.date) -> list[str]:
    """Those of a client's scopes that an agreement covers now."""
    covered = set(possible(agency, on))
    return [scope for scope in scopes if scope in covered]


class PartnerScopes(BaseScopes):
    """What django-oauth-toolkit asks when a token is wanted."""

    def get_all_scopes(self) -> dict[str, str]:
        return {scope: scope for scope in (*PURPOSES, *sorted(FREE))}

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        known = getattr(request, "partner", None)  # the one just authenticated; what a form says is only text
        client = known if isinstance(known, PartnerClient) else PartnerClient.of(application)
        if client is None:
            return []
        if client.covered is None:  # asked twice for one token
            client.covered = effective(client.scopes, client.agency_id, timezone.localdate())
        return client.covered

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        return self.get_available_scopes(application, request)
