"""Reads for the pages of administrators."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from acogida.audit.models import Record
from acogida.exchange.models import Agency
from acogida.partners.oauth import limits, scopes, wording
from acogida.partners.oauth.models import PartnerClient, Tally

ACTS = ("partners.client_added", "partners.client_rotated", "partners.client_revoked")


@dataclass
class AgencyClients:
    """An agency with what its agreements let its systems ask, and its systems."""

    agency: Agency
    possible: list[str]
    clients: list[PartnerClient] = field(default_factory=list)

    @property
    def active(self) -> int:
        return sum(client.active for client in self.clients)


def by_agency() -> list[AgencyClients]:
    """Agencies whose systems have access, or could have."""
    today = timezone.localdate()
    listed: dict[str, AgencyClients] = {}
    for agency in Agency.objects.order_by("name"):
        listed[agency.pk] = AgencyClients(agency, scopes.possible(agency.pk, today))
    for client in PartnerClient.objects.select_related("agency", "application").order_by("revoked_at", "name"):
        client.used_at = last_use(client)  # type: ignore[attr-defined]
        listed[client.agency_id].clients.append(client)
    return [each for each in listed.values() if each.clients or each.possible]


def last_use(client: PartnerClient) -> dt.datetime | None:
    """When it last called or got a token; counts are forgotten when the database crashes, tokens are not."""
    called = Tally.objects.filter(key=limits.key("calls", client.pk)).values_list("last", flat=True).first()
    return max((each for each in (called, client.token_at) if each), default=None)


def scopes_of(client: PartnerClient) -> list[dict[str, Any]]:
    """What was given to it, in words, and whether an agreement covers it today."""
    covered = set(scopes.effective(client.scopes, client.agency_id, timezone.localdate()))
    return [{"code": each, "label": wording.scope(each), "covered": each in covered} for each in client.scopes]


def history(client: PartnerClient) -> list[tuple[Record, str]]:
    """Who gave, changed and took away, oldest first."""
    rows = Record.objects.filter(
        subject_type=client._meta.label_lower, subject_id=str(client.pk), action__in=ACTS
    ).order_by("id")
    return [(record, wording.act(record.action)) for record in rows[:200]]
