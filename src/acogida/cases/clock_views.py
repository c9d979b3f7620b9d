"""A clock of a case explained: the page with its what-if, and the same as JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from acogida.audit.record import write
from acogida.cases import clock_pages, queries
from acogida.cases.models import ClockInForce


@require_GET
def clock_page(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A clock day by day: which counted, which did not, and why; and what it would be under a supposition."""
    case = queries.find(request.user, number)
    clock = get_object_or_404(ClockInForce.objects.select_related("claim__person"), pk=pk, case=case)
    write(request, "case.view", case, detail={"clock": clock.clock})
    return render(request, "cases/clock.html", {"case": case, **clock_pages.page(case, clock, request.GET)})


@require_GET
def clock_json(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The same as JSON, in Spanish or English (`?lang=`). Who may open the case may take it; it is audited."""
    case = queries.find(request.user, number)
    clock = get_object_or_404(ClockInForce, pk=pk, case=case)
    write(request, "case.view", case, detail={"clock": clock.clock, "as": "json"})
    found = clock_pages.document(case, clock, "en" if request.GET.get("lang") == "en" else "es")
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
