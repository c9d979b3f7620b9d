"""Cases over HTTP for the authority's own systems: the same rows the pages show, and no narrative."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Schema
from ninja.security import django_auth

from acogida.audit.record import write
from acogida.cases import queries

api = NinjaAPI(title="Acogida", version="1", auth=django_auth, urls_namespace="api", docs_url=None)


class CaseRow(Schema):
    """A case as the list shows it."""

    number: str
    office: str
    stage: str
    open: bool
    title: str
    nationality: str
    members: int
    presented_on: dt.date
    next_clock: str
    due: dt.date | None
    assignee: str | None


class CasePage(Schema):
    """One page; send `next` as `page` for the following one."""

    items: list[CaseRow]
    next: str


class ClaimRow(Schema):
    person: str
    basis: str
    stage: str
    outcome: str


class CaseDetail(CaseRow):
    claims: list[ClaimRow]


def _row(case: Any) -> dict[str, Any]:
    return {
        "number": case.number, "office": case.office.code, "stage": case.stage, "open": case.open, "title": case.title,
        "nationality": case.nationality, "members": case.member_count, "presented_on": case.presented_on,
        "next_clock": case.next_clock, "due": case.due, "assignee": case.assignee.name if case.assignee else None,
    }  # fmt: skip


@api.get("/cases", response=CasePage)
def list_cases(request: HttpRequest, queue: str = "all", stage: str = "", page: str = "") -> dict[str, Any]:
    """The cases of one's offices, by due date."""
    if not request.user.can("case.list"):
        raise Http404
    filters = queries.Filters(queue=queue if queue in queries.QUEUES else "all", stage=stage)
    found = queries.case_list(request.user, filters, page, size=100)
    return {"items": [_row(case) for case in found], "next": found.next_token}


@api.get("/cases/{number}", response=CaseDetail)
def one_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """One case with the state of each claim. An audit record, as on the page."""
    case = queries.find(request.user, number)
    write(request, "case.view", case, detail={"by": "api"})
    claims = [
        {"person": str(c.person_id), "basis": c.basis, "stage": c.stage, "outcome": c.outcome}
        for c in case.claims.all()
    ]
    return _row(case) | {"claims": claims}
