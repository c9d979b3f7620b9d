"""The page of the population register: asking it about anybody, and what it told us."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.exchange.queries import agency_status
from acogida.people.access import visible_to
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import joining, rules
from acogida.people.renapo import finding, hearing
from acogida.people.renapo.beside import Beside, beside
from acogida.people.renapo.forms import QueryForm
from acogida.people.renapo.models import RegisterNews
from acogida.people.renapo.osia import AGENCY

ACTION = "number.query"
NEWS = 30
INVENTED = ("JEXW961105MNENXD08", "Wideline Jean Pierre", "Pierre Dieudonné Louis")  # whom the simulator knows


@require_http_methods(["GET", "POST"])
def population_register(request: HttpRequest) -> HttpResponse:
    """Ask by number or by data; what is found stands beside the person of ours who has the number. Nothing is kept."""
    user = cast(User, request.user)
    if not user.can(ACTION) or not rules.is_curp():
        raise Http404
    may_ask = joining.Step.QUERY in joining.steps_of(user.office_id)
    form = QueryForm(request.POST if request.method == "POST" else None)
    answer: finding.Answer | None = None
    if request.method == "POST" and may_ask and form.is_valid():
        answer = _ask(request, form.cleaned_data)
    news = RegisterNews.objects.filter(person__in=visible_to(user), seen_at=None)
    context = {
        "form": form, "answer": answer, "found": [_compared(user, each) for each in answer.known] if answer else [],
        "why": finding.why_in_words(answer.why) if answer and not answer.answered else "",
        "status": agency_status(AGENCY), "simulated": settings.DEMO, "examples": INVENTED, "may_ask": may_ask,
        "steps": [step for step in joining.Step if step in joining.steps_of(user.office_id)],
        "news": news.select_related("person__office").order_by("-at")[:NEWS], "news_total": news.count(),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "people/population_register.html", context, status=status)


def _ask(request: HttpRequest, given: dict[str, Any]) -> finding.Answer:
    user = cast(User, request.user)
    value = given.pop("value")
    terms = {name: str(each) for name, each in given.items() if each}
    write(request, "number.query", detail={"terms": {"curp": value} if value else terms})
    if value:
        return finding.by_number(request, value, person=_holder(user, value), office=user.office)
    return finding.by_data(request, user.office, **given)


def _holder(user: User, value: str) -> Person | None:
    """The person of ours whom `user` may see and who has this number, now or formerly."""
    holders = IdentityNumber.objects.filter(scheme=rules.CURP, value=value).values("person")
    found = visible_to(user).filter(pk__in=holders).select_related("office").prefetch_related("nationalities")
    return found.order_by("pk").first()


def _compared(user: User, known: Any) -> Beside:
    return beside(known, _holder(user, known.curp) if known.curp else None)


@require_POST
def news_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the register told of somebody was read, with a word on what was done."""
    user = cast(User, request.user)
    row = get_object_or_404(RegisterNews, pk=pk, person__in=visible_to(user))
    hearing.read(request, row.pk, request.POST.get("note", ""))
    messages.success(request, _("Marked as read."))
    return redirect("person_page", pk=row.person_id)
