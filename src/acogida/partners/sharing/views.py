"""Pages: a person's sharing history and its print, her consents, what was kept from leaving."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.audit.record import write
from acogida.exchange.models import Consent
from acogida.files.errors import FileError
from acogida.files.models import Blob
from acogida.files.store import get
from acogida.letters import LetterError
from acogida.partners.sharing import consents, refused, words
from acogida.partners.sharing.forms import ConsentForm, LanguageForm, RevokeForm
from acogida.partners.sharing.history import Act, Entry, history, records_of
from acogida.partners.sharing.letter import sharing_pdf
from acogida.people.access import visible_to
from acogida.people.models import Person
from acogida.ui.posted import key_of

VIEW, REFUSED = "sharing.view", "sharing.refused"
TONES = {Act.REFUSED: "danger", Act.STOPPED: "danger", Act.WAITING: "warning"}


def _person(request: HttpRequest, pk: uuid.UUID, action: str) -> Person:
    """The person, if the user sees her and holds `action` at her office; else 404."""
    person = get_object_or_404(visible_to(request.user).select_related("office"), pk=pk)
    if not request.user.can(action, person.office_id):
        raise Http404
    return person


def _spoken(person: Person) -> list[str]:
    return list(person.languages.order_by("pk").values_list("code", flat=True))


@require_GET
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All that was said about her to anybody, newest first; her consents; her copy."""
    person = _person(request, pk, VIEW)
    ids = records_of(request.user, person)
    write(request, "sharing.viewed", person)
    language = get_language() or "es"
    entries = [_shown(entry, language) for entry in history(ids)]
    theirs = next((code for code in _spoken(person) if code in words.LANGUAGES), "es")
    context = {
        "person": person, "shared": [e for e in entries if e["of"].left], "kept": [e for e in entries if not e["of"].left],
        "consents": Consent.objects.filter(person_id__in=ids).select_related("agency", "recorded_by").order_by("-recorded_at"),
        "form": LanguageForm(initial={"language": theirs}), "may_consent": request.user.can(consents.RECORD, person.office_id),
        "may_open": request.user.can("exchange.view", person.office_id),
    }  # fmt: skip
    return render(request, "partners/sharing.html", context)


def _shown(entry: Entry, language: str) -> dict[str, Any]:
    return {
        "of": entry, "act": words.act(entry.act, language), "purpose": entry.purpose_in(language),
        "fields": ", ".join(entry.fields_in(language)), "tone": TONES.get(entry.act, "success"),
        "why": refused.why_in_words(entry.why) if entry.why else "",
    }  # fmt: skip


@require_POST
def printed(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Her copy, in the language chosen: a sealed PDF that is not kept."""
    person = _person(request, pk, VIEW)
    form = LanguageForm(request.POST)
    language = form.cleaned_data["language"] if form.is_valid() else "es"
    try:
        pdf = sharing_pdf(person, history(records_of(request.user, person)), language)
    except LetterError:
        messages.error(
            request, _("The paper could not be made. Whoever looks after the system can see why in the log.")
        )
        return redirect("person_sharing", pk)
    write(request, "sharing.printed", person, detail={"language": language})
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="datos-compartidos.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def consent_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down that she agrees to one act."""
    person = _person(request, pk, consents.RECORD)
    likely = {"given_on": person.office.today(), "evidence": Consent.Evidence.SIGNED}
    form = ConsentForm(
        person.office, _spoken(person), request.user, request.POST or None, request.FILES or None, initial=likely
    )
    if request.method == "POST" and form.is_valid():
        try:
            consents.record(request, person, form.content(), key=key_of(request))
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error({"purpose": "act"}.get(name, name), texts)
        except FileError as error:
            form.add_error("paper", str(error))
        else:
            messages.success(request, _("Written down. It counts for one act, and she can take it back."))
            return redirect("person_sharing", pk)
    context = {"person": person, "form": form}
    return render(request, "partners/consent_new.html", context, status=422 if form.errors else 200)


@require_GET
def consent_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What she signed; who looked is on record."""
    consent = get_object_or_404(Consent.objects.exclude(paper=""), pk=pk)
    _person(request, consent.person_id, VIEW)
    blob = get_object_or_404(Blob, sha256=consent.paper)
    write(request, "consent.paper_viewed", consent)
    response = HttpResponse(get(blob), content_type=blob.media_type)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def consent_revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """She takes a consent back."""
    consent = get_object_or_404(Consent.objects.select_related("agency", "office"), pk=pk)
    person = _person(request, consent.person_id, consents.RECORD)
    if not request.user.can(consents.RECORD, consent.office_id):
        raise Http404
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        consents.revoke(request, pk, why=form.cleaned_data["why"])
        messages.success(request, _("Taken back. Nothing leaves on its ground any more."))
        return redirect("person_sharing", person.pk)
    context = {"person": person, "consent": consent, "form": form}
    return render(request, "partners/consent_revoke.html", context, status=422 if form.errors else 200)


@require_GET
def refused_page(request: HttpRequest) -> HttpResponse:
    """What the firewall and the agreements kept from leaving, newest first."""
    if not request.user.can(REFUSED):
        raise Http404
    write(request, "sharing.refused_viewed")
    reason = request.GET.get("why", "")
    rows = refused.latest(request.user, reason if reason in refused.REASONS else "")
    context = {
        "rows": [{"of": row, "why": refused.why_in_words(row.why)} for row in rows],
        "counts": refused.counts(request.user), "chosen": reason,
        "reasons": [(code, refused.why_in_words(code)) for code in refused.REASONS], "most": refused.MOST,
    }  # fmt: skip
    return render(request, "partners/refused.html", context)
