"""Starting, watching and stopping a comparison of the whole register. For who may judge duplicates everywhere."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.accounts.models import User
from acogida.people.models import Person, RegisterRun
from acogida.people.register_runs import jobs, running

SHOWN = 20


def may_compare(user: User) -> bool:
    """Whether `user` may judge duplicates in the whole country."""
    return user.offices_for("duplicates.judge") == "all"


@dataclass(frozen=True)
class Shown:
    """A run as one user may see it: who may not know of sealed persons sees counts without them."""

    run: RegisterRun
    persons: int
    found: int
    new: int


def _shown(run: RegisterRun, user: User) -> Shown:
    if user.offices_for("person.view_sealed") == "all":
        return Shown(
            run, run.persons + run.sealed_persons, run.found + run.sealed_found, run.new + run.sealed_new
        )  # fmt: skip
    return Shown(run, run.persons, run.found, run.new)


def _user(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not may_compare(user):
        raise Http404
    return user


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The run under way, and those before."""
    user = _user(request)
    latest = [_shown(run, user) for run in RegisterRun.objects.select_related("started_by").order_by("-pk")[:SHOWN]]
    current = next((shown for shown in latest if not shown.run.over), None)
    context = {
        "current": current,
        "past": [shown for shown in latest if shown.run.over],
        "empty": not Person.objects.exists(),
    }
    following = request.headers.get("HX-Request") == "true"
    return render(request, f"people/{'_register_runs' if following else 'register_runs'}.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Start one, unless one is under way."""
    _user(request)
    with transaction.atomic():
        run, new = running.start(request)
        jobs.compare_register_later(run.pk)
    if new:
        messages.success(request, _("The comparison begins. You may leave this page: it goes on without you."))
    else:
        messages.info(request, _("A comparison is under way already."))
    return redirect("register_runs")


@require_POST
def stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask it to stop."""
    _user(request)
    running.ask_to_stop(request, get_object_or_404(RegisterRun, pk=pk))
    messages.info(request, _("The comparison stops at its next step. What is at the desk stays there."))
    return redirect("register_runs")
