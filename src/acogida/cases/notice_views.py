"""Pages of notices: what waits to be handed over, the sheet to print, and that it was handed over."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office, User
from acogida.audit.record import write
from acogida.cases import notices
from acogida.cases.errors import Refused
from acogida.cases.models import Case, TermNotice
from acogida.people.countries import language_name
from acogida.people.models import SpokenLanguage
from acogida.ui.paging import BadToken, Page, paginate
from acogida.ui.posted import key_of

LANGUAGES = (("es", "Español"), ("en", "English"))
TONES = {"queued": "warning", "delivered": "success", "void": "secondary"}


class DeliverForm(forms.Form):
    """How and when the person got the sheet."""

    on = forms.DateField(label=gettext_lazy("Handed over on"), widget=forms.DateInput)
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=notices.WAYS)
    language = forms.ChoiceField(label=gettext_lazy("Language of the sheet"), choices=LANGUAGES)
    remarks = forms.CharField(label=gettext_lazy("Remarks"), max_length=300, required=False)


class DropForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why is it not needed?"), max_length=300)


def _deliverer(request: HttpRequest) -> User:
    user = cast(User, request.user)  # every view needs sign-in
    if not user.can(notices.ACTION):
        raise Http404
    return user


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices of one's offices, those that wait longest first; by state, office and case number."""
    user = _deliverer(request)
    asked = request.GET
    state = asked.get("state", TermNotice.State.QUEUED)
    state = state if state in ("", *TermNotice.State.values) else TermNotice.State.QUEUED
    rows = notices.listing(user, state=state, office=asked.get("office", "")[:3], number=asked.get("number", "")[:32])
    page = _page(rows, asked.get("after") or asked.get("before") or "")
    for notice in page:
        notice.tone = TONES[notice.state]
    offices = user.offices_for(notices.ACTION)
    context = {
        "page": page,
        "state": state,
        "states": TermNotice.State.choices,
        "office": asked.get("office", ""),
        "number": asked.get("number", ""),
        "offices": in_offices(Office.objects.all(), offices, "pk") if offices == "all" or len(offices) > 1 else [],
    }
    return render(request, "cases/notices.html", context)


def _page(rows: Any, token: str) -> Page:
    try:
        return paginate(rows, ("id",), token)
    except (BadToken, ValueError):
        return paginate(rows, ("id",))


@require_GET
def notice_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it is printed, in the language asked for; looking at it is an audit record."""
    notice = get_object_or_404(notices.visible_to(_deliverer(request)), pk=pk)
    write(request, "notice.view", notice, detail={"case": str(notice.case_id)})
    return _sheet(request, notice)


def _sheet(request: HttpRequest, notice: TermNotice, form: forms.Form | None = None) -> HttpResponse:
    language = request.GET.get("language", notice.language)
    language = language if language in dict(LANGUAGES) else "es"
    told = notices.sheet(notice, language)
    with override(language):
        paper = render_to_string(
            "cases/_notice_sheet.html", {"notice": notice, "sheet": told, "person": notice.claim.person}
        )
    spoken = SpokenLanguage.objects.filter(person=notice.claim.person_id).order_by("-preferred", "pk").first()
    initial = {"on": notice.case.office.today(), "how": "in_person", "language": language}
    context = {
        "notice": notice,
        "sheet": told,
        "paper": paper,
        "language": language,
        "languages": LANGUAGES,
        "spoken": language_name(spoken.code) if spoken and spoken.code[:2] not in dict(LANGUAGES) else "",
        "form": form or DeliverForm(initial=initial),
        "drop_form": DropForm(),
        "key": request.POST.get("idempotency_key", ""),
        "tone": TONES[notice.state],
    }
    return render(request, "cases/notice.html", context, status=409 if form and form.errors else 200)


@require_POST
def notice_deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet was handed over."""
    notice = get_object_or_404(notices.visible_to(_deliverer(request)), pk=pk)
    form = DeliverForm(request.POST)
    if form.is_valid():
        try:
            notices.deliver(request, notice, key=key_of(request), **form.cleaned_data)
        except Refused as refused:
            for sentence in refused.messages:
                form.add_error(None, sentence)
        else:
            messages.success(request, _("Recorded: the notice was handed over."))
            return redirect("notice_list")
    return _sheet(request, notice, form)


@require_POST
def notice_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice is not needed any more."""
    notice = get_object_or_404(notices.visible_to(_deliverer(request)), pk=pk)
    form = DropForm(request.POST)
    if form.is_valid():
        notices.drop(request, notice, form.cleaned_data["reason"])
        messages.success(request, _("Recorded: the notice is no longer needed."))
        return redirect("notice_list")
    messages.error(request, _("Say why the notice is not needed."))
    return redirect("notice_sheet", pk=notice.pk)


def tab(request: Any, case: Case) -> dict[str, Any]:
    """The notices of one case, newest first."""
    rows: list[Any] = list(notices.visible_to(request.user).filter(claim__case=case).order_by("-pk")[:50])
    for notice in rows:
        notice.tone = TONES[notice.state]
    return {"notices": rows, "language": get_language()}
