"""Other agencies on the case page: what they were told and asked, what they answered, and what is still to be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy

from acogida.cases import packs, panels
from acogida.cases.models import Case, ClockInForce, Event
from acogida.certificates.requirements import matrix
from acogida.exchange import wording
from acogida.exchange.models import OutboxMessage
from acogida.exchange.views import TONES
from acogida.partners.telling.about import INM, PPNNA, SRE
from acogida.partners.telling.models import Opinion, PaperRequest
from acogida.people.access import visible_to
from acogida.people.countries import country_name

PAPER_TONES = {"asked": "warning", "received": "info", "prevented": "warning", "issued": "success", "refused": "danger"}
OPINION_TONES = {"asked": "warning", "received": "info", "answered": "success", "to_read": "warning"}


@dataclass(frozen=True)
class Term:
    """A term that another agency's silence or receipt ends."""

    due: dt.date | None
    state: str
    over: bool


def of_case(request: Any, case: Case) -> dict[str, Any]:
    """What the tab shows. Papers of a person whom the user may not see are left out."""
    codes = {name: packs.of(case).clocks.get(name) for name in ("inform_inm", "sre_opinion")}
    rows = ClockInForce.objects.filter(case=case).order_by("pk")
    clocks = {row.clock: row for row in rows}
    terms = {name: _term(clocks.get(rule.code), case) for name, rule in codes.items() if rule}
    told = OutboxMessage.objects.filter(agency__in=(INM, SRE, PPNNA), reference=case.number, office=case.office_id)
    seen = set(visible_to(request.user).filter(memberships__case=case).values_list("pk", flat=True))
    return {
        "informed": Event.objects.filter(case=case, kind="inm_informed").order_by("seq").last(),
        "inform": terms.get("inform_inm"),
        "inform_url": reverse("case_step", args=[case.number, "inm_informed"]),
        "opinions": [_opinion(case, row, terms.get("sre_opinion")) for row in case.opinions.order_by("-pk")],
        "asked_papers": [_paper(row) for row in case.paper_requests.filter(person__in=seen).select_related("person", "held")
                         .order_by("-pk")],
        "told": [_message(row) for row in told.exclude(person_id__isnull=False, person_id__in=_others(case, seen))
                 .select_related("agency").defer("payload", "attachment").order_by("-pk")[:50]],
    }  # fmt: skip


def _others(case: Case, seen: set[Any]) -> list[Any]:
    """Members of the case whom the user may not see."""
    return [pk for pk in case.members.values_list("person_id", flat=True) if pk not in seen]


def _term(row: ClockInForce | None, case: Case) -> Term | None:
    if row is None:
        return None
    running = row.state in ("running", "paused")
    return Term(row.due, row.state, bool(running and row.due and row.due < case.office.today()))


def _opinion(case: Case, row: Opinion, term: Term | None) -> dict[str, Any]:
    open_ = row.state in (Opinion.State.ASKED, Opinion.State.RECEIVED)
    silent = open_ and term is not None and term.over
    step = "record_sre_silence" if silent else "receive_sre" if row.state == Opinion.State.TO_READ else ""
    return {
        "row": row, "country": country_name(row.country), "tone": OPINION_TONES[row.state], "silent": silent,
        "due": term.due if term and open_ and row.received_on else None,
        "url": reverse("case_step", args=[case.number, step]) if step else "",
    }  # fmt: skip


def _paper(row: PaperRequest) -> dict[str, Any]:
    items = matrix.in_force().items
    language = (get_language() or "es").split("-")[0]
    missing = [items[code].label.in_(language) if code in items else code for code in row.missing]
    return {"row": row, "tone": PAPER_TONES[row.state], "missing": missing if row.state == row.State.PREVENTED else []}


def _message(row: OutboxMessage) -> dict[str, Any]:
    return {
        "row": row, "what": wording.purpose(row.purpose), "tone": TONES[row.state],
        "why": wording.why(row.reason or row.last_error) if row.state in ("refused", "failed", "pending") else "",
        "receipt": (row.receipt or {}).get("receipt", ""),
    }  # fmt: skip


panels.tab(
    "agencies",
    pgettext_lazy("case tab", "Agencies"),
    "partners/_case_agencies.html",
    of_case,
    action="case.view",
    order=75,
)
