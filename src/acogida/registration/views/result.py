"""After the presentation: the number, the clocks, what comes next; after admission the certificates and the CURP."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.access import visible_to
from acogida.cases.log import last_payload
from acogida.cases.models import Case
from acogida.registration import documents as papers


def find_case(request: HttpRequest, case_id: uuid.UUID, action: str = "case.view") -> Case:
    """The case if the user may do `action` on it; else 404."""
    rows = visible_to(request.user, action).select_related("office", "principal", "pack")
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


@require_GET
def result(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What the clerk tells the family now."""
    case = find_case(request, case_id)
    write(request, "case.view", case, detail={"page": "registration"})
    return render(request, "registration/result.html", {**summary(request, case), **papers.state(request.user, case)})


@require_GET
def documents(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The certificates and the CURP of each member, asked again by the page until everything has arrived."""
    case = find_case(request, case_id)
    return render(request, "registration/_documents.html", {"case": case, **papers.state(request.user, case)})


def summary(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Members, clocks and stage of a case, in words."""
    pack, language = packs.of(case), get_language() or "es"
    claims = {claim.person_id: claim for claim in case.claims.all()}
    relations = {row.code: pack.text(row.label, language) for row in pack.relations}
    members = [
        {
            "person": member.person,
            "relation": relations.get(member.relation, member.relation),
            "claim": claims.get(member.person_id),
        }
        for member in case.members.filter(end=None).select_related("person").order_by("position")
    ]
    admit = pack.transitions.get("admit")
    clocks = []
    for row in case.clocks.filter(claim=None).order_by("due", "id"):
        rule = pack.clock(row.clock)
        clocks.append({"row": row, "label": pack.text(rule.label, language), "source": rule.source})
    return {
        "case": case,
        "stage": pack.text(pack.stage(case.stage).label, language),
        "members": members,
        "clocks": clocks,
        "late": bool(last_payload(case, "present").get("late_filing")),
        "can_admit": request.user.can("case.admit", case.office_id),
        "admit_label": pack.text(admit.label, language) if admit else "",
        "follows": frozenset(admit.effects if admit else ()),  # what admission sets off under this pack
    }
