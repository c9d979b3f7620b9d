"""What the three lists of this room share: tabs, filters, pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from acogida.exchange.access import visible_differences, visible_to, visible_told

PAGE = 50


@dataclass
class Found:
    """A page of a list, and the filters it was found by."""

    rows: list[Any]
    chosen: dict[str, str] = field(default_factory=dict)
    older: str = ""  # the query of the next page


def page_of(request: HttpRequest, query: Callable[..., Any], states: Collection[str], **more: Collection[str]) -> Found:
    """A page of `query(user, **filters)`; filters that are none of the known values are left out."""
    known: dict[str, Collection[str]] = {"state": states, **more}
    chosen = {name: value for name, values in known.items() if (value := request.GET.get(name, "")) in values}
    agency = request.GET.get("agency", "")
    if agency.isalnum():
        chosen["agency"] = agency
    rows = query(request.user, **chosen)
    if before := request.GET.get("before"):
        try:
            rows = rows.filter(pk__lt=uuid.UUID(before))
        except ValueError:
            raise Http404 from None
    found = list(rows[: PAGE + 1])
    older = urlencode({**chosen, "before": str(found[PAGE - 1].pk)}) if len(found) > PAGE else ""
    return Found(found[:PAGE], chosen, older)


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """Sent, received, differences; each with how much of it waits for a person."""
    user = request.user
    listed = [("sent", _("Sent"), "exchange_outbox", visible_to(user).filter(state="failed").count())]
    if user.offices_for("exchange.view") == "all":
        told = visible_told(user).filter(state="failed").count()
        listed.append(("told", _("Received"), "exchange_inbox", told))
    differences = visible_differences(user).filter(state="open").count()
    listed.append(("differences", _("Differences"), "exchange_differences", differences))
    return [
        {"label": label, "url": reverse(name), "count": count or None, "active": code == here}
        for code, label, name, count in listed
    ]


def may_act(request: HttpRequest, office: int | None) -> bool:
    """Whether buttons are shown."""
    if office is None:
        return bool(request.user.offices_for("exchange.act") == "all")
    return bool(request.user.can("exchange.act", office))
