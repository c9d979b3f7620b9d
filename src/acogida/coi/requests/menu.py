"""Requests in the menu, on the start page, on case and country pages; and what rests on versions, for recall."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from acogida.cases import panels as case_panels
from acogida.cases.models import Case
from acogida.coi.library import panels
from acogida.coi.models import CoiRequest, FindingCitation, IssuedCitation, RequestCase
from acogida.coi.recall import Resting, rests
from acogida.coi.requests import queries, states
from acogida.coi.requests.access import in_unit, visible_issued, visible_requests
from acogida.coi.requests.views.common import row_of
from acogida.ui.menu import menu

SECTION = _("Country information")
SHOWN = 8

menu.add(
    "coi_requests", _("Research requests"), "coi_requests", "question-mark", order=34, section=SECTION,
    badge=queries.badge, shown=lambda user: bool(user.can("coi.ask")) or in_unit(user),
)  # fmt: skip

case_panels.starter("coi_requests", _("Answer research requests"), _("What officers ask about countries waits here."),
                    "coi_requests", "question-mark", action="coi.research", order=45, waiting=queries.badge)  # fmt: skip
case_panels.starter("coi_asked", _("Questions to the COI unit"), _("Ask about a country, and read what was answered."),
                    "coi_requests", "question-mark", action="coi.ask", order=46,
                    waiting=lambda user: queries.news(user).count())  # fmt: skip


def of_country(request: Any, code: str) -> dict[str, Any] | None:
    """Answers in force about a country, and how many are on their way."""
    issued = visible_issued(request.user).filter(country=code, standing__state="current").order_by("-issued_on")[:SHOWN]
    open_ = CoiRequest.objects.filter(country=code, state__in=states.OPEN).count()
    ask = f"{reverse('coi_request_new')}?country={code}" if request.user.can("coi.ask") else ""
    return {"issued": issued, "open": open_, "ask_url": ask} if issued or open_ or ask else None


def of_case(request: Any, case: Case) -> dict[str, Any]:
    """What was asked for a case."""
    ids = RequestCase.objects.filter(case=case).values("request")
    rows = visible_requests(request.user).filter(pk__in=ids).select_related("unit", "assignee", "requester")
    return {"rows": [row_of(row) for row in rows], "case": case}


panels.add("country", "requests", "coi/requests/_country.html", of_country, order=60)
case_panels.tab("coi", SECTION, "coi/requests/_case.html", of_case, action="coi.ask", order=72)


@rests("response")
def issued(version_ids: Collection[uuid.UUID]) -> Iterator[Resting]:
    """Issued answers in force that quote one of these versions; whoever wrote one is told."""
    rows = IssuedCitation.objects.filter(version__in=version_ids, issued__standing__state="current")
    found = rows.values_list(
        "issued__number", "issued__sequence", "issued__drafter", "version", "version__document", "issued__request__unit"
    )
    for number, sequence, drafter, version, document, unit in found.distinct():
        yield Resting(
            "response",
            f"{number} v{sequence}",
            reverse("coi_response", args=[number]),
            True,
            unit,
            drafter,
            version,
            document,
        )


@rests("response_draft")
def drafts(version_ids: Collection[uuid.UUID]) -> Iterable[Resting]:
    """Answers that are being written."""
    writing = (*states.DRAFTABLE, "review", "approved")
    rows = FindingCitation.objects.filter(
        version__in=version_ids, finding__section__response__request__state__in=writing
    )
    name = "finding__section__response__"
    found = rows.values_list(
        f"{name}request__number",
        f"{name}request",
        f"{name}drafter",
        "version",
        "version__document",
        f"{name}request__unit",
    )
    for number, request, drafter, version, document, unit in found.distinct():
        url = reverse("coi_response_draft", args=[request])
        yield Resting("response_draft", number, url, True, unit, drafter, version, document)
