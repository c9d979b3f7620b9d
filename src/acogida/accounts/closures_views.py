"""Closures and switched rules: the list, adding with a preview, withdrawing."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from acogida.accounts import closures
from acogida.accounts.closures_forms import ClosureForm, SwitchForm, WithdrawForm, switch_words
from acogida.accounts.models import RuleSwitch, User
from acogida.ui.posted import key_of

PAST = 100  # past and withdrawn ones shown


def _manager(request: HttpRequest) -> User:
    """Who asks, if she manages closures anywhere; else the page does not exist."""
    user = cast(User, request.user)  # every view needs sign-in
    if not user.can(closures.ACTION):
        raise Http404
    return user


@require_GET
def closure_list(request: HttpRequest) -> HttpResponse:
    """What is closed now and later, what was, what was withdrawn; and how far cases have followed."""
    return render(request, "accounts/closures.html", _overview(_manager(request)))


@require_GET
def closure_progress(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for again while cases still follow."""
    return render(request, "accounts/_closures.html", _overview(_manager(request)))


def _overview(user: User) -> dict[str, Any]:
    today = user.office.today() if user.office else timezone.localdate()
    rows = closures.visible_to(user)
    lists = {
        "current": list(rows.filter(withdrawn=None, end__gte=today).order_by("start", "pk")),
        "past": list(rows.filter(withdrawn=None, end__lt=today)[:PAST]),
        "withdrawn": list(rows.exclude(withdrawn=None).order_by("-withdrawn")[:PAST]),
    }
    shown: list[Any] = [row for found in lists.values() for row in found]
    progress = closures.consequences().progress(
        {change for r in shown for change in (r.added_id, r.withdrawn_id) if change}
    )
    for row in shown:
        row.may_change = closures.may_change(user, row.office_id)
        row.progress = progress.get(row.withdrawn_id or row.added_id)
    words = switch_words()
    switches: list[Any] = list(
        RuleSwitch.objects.select_related("added__actor", "withdrawn__actor").order_by("-start", "-pk")
    )
    for switch in switches:
        switch.label = words.get(switch.code, switch.code)
    return {
        **lists,
        "switches": switches,
        "can_switch": bool(words) and closures.may_change(user, None),
        "following": any(row.progress and not row.progress.finished for row in shown),
    }


@require_http_methods(["GET", "POST"])
def closure_new(request: HttpRequest) -> HttpResponse:
    """Ask, show what would move, and only then close."""
    user = _manager(request)
    form = ClosureForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        closure, key = form.closure(), key_of(request)
        if "confirmed" not in request.POST:
            preview = closures.consequences().adding(closure)
            context = {"form": form, "closure": closure, "preview": preview, "key": key}
            return render(request, "accounts/closure_confirm.html", context)
        try:
            closures.add_closure(request, closure, key=key)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The closure is in force. Open terms are being reckoned again."))
            return redirect("closure_list")
    return render(request, "accounts/closure_new.html", {"form": form, "key": request.POST.get("idempotency_key", "")})


@require_http_methods(["GET", "POST"])
def closure_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a closure, after seeing what would move."""
    user = _manager(request)
    closure = get_object_or_404(closures.visible_to(user), pk=pk)
    if not closures.may_change(user, closure.office_id):
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        closures.withdraw_closure(request, closure, form.cleaned_data["reason"], key=key_of(request))
        messages.success(request, _("The closure was withdrawn. Open terms are being reckoned again."))
        return redirect("closure_list")
    preview = None if closure.withdrawn_id else closures.consequences().withdrawing(closure)
    context = {"closure": closure, "form": form, "preview": preview, "key": request.POST.get("idempotency_key", "")}
    return render(request, "accounts/closure_withdraw.html", context)


@require_http_methods(["GET", "POST"])
def switch_new(request: HttpRequest) -> HttpResponse:
    """Switch a rule of the pack on or off between two dates."""
    if not closures.may_change(_manager(request), None):
        raise Http404
    form = SwitchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        closures.add_switch(request, form.switch(), key=key_of(request))
        messages.success(request, _("The rule was switched."))
        return redirect("closure_list")
    return render(request, "accounts/switch_new.html", {"form": form, "key": request.POST.get("idempotency_key", "")})


@require_http_methods(["GET", "POST"])
def switch_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a switching."""
    if not closures.may_change(_manager(request), None):
        raise Http404
    switch = get_object_or_404(RuleSwitch, pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        closures.withdraw_switch(request, switch, form.cleaned_data["reason"], key=key_of(request))
        messages.success(request, _("The switching was withdrawn."))
        return redirect("closure_list")
    label = switch_words().get(switch.code, switch.code)
    context = {"switch": switch, "label": label, "form": form, "key": request.POST.get("idempotency_key", "")}
    return render(request, "accounts/switch_withdraw.html", context)
