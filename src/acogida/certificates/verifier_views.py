"""The public page on which anybody checks a certificate, and what it needs to work without a network."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from acogida.certificates import bundle, queries, verifier
from acogida.certificates.forms import VerifyForm
from acogida.certificates.verdicts import Verdict
from acogida.files.media import PDF, sniff
from acogida.letters.keys import key_store
from acogida.ui.components.dates import civil
from acogida.ui.public import public


@public
@csrf_exempt  # nothing is changed and no cookie is looked at
@never_cache
@csp(verifier.POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a certificate: in the browser; without JavaScript, or for a PDF, here. Nothing that is sent is kept or
    logged. `?language=es|en` chooses a language whatever the browser asks for."""
    with translation.override(_language(request)):
        return _checked(request)


def _checked(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        verdict = _verdict(form)
        if verdict is None:
            form.add_error(
                "file", _("No code was found in this picture. Take it closer and sharper, or type the text.")
            )
        else:
            # An empty form: what was sent is not shown to the next person at this screen.
            context |= {"form": VerifyForm(), **_shown(verdict)}
    return _page(request, context, status=400 if form.errors else 200)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    short = _short(translation.get_language())
    other = next(name for name in verifier.LANGUAGES if name != short)
    context = {
        "words": verifier.WORDS,
        "scripts": settings.STATIC_URL + verifier.FOLDER,
        "styles": verifier.STYLES,
        "root": bundle.fingerprint(key_store().root()),
        "zone": settings.TIME_ZONE,
        "locale": "en-GB" if short == "en" else "es-MX",
        "language": short,
        "other_language": other,
        "other_name": dict(settings.LANGUAGES)[verifier.LANGUAGES[other]],
        "blank": {name: format_html('<b data-blank="{}"></b>', name) for name in ("since", "when", "until")},
    } | context
    response = render(request, "certificates/verify.html", context, status=status)
    response["Permissions-Policy"] = verifier.PERMISSIONS
    return response


def _short(language: str | None) -> str:
    return "en" if (language or "").startswith("en") else "es"


def _language(request: HttpRequest) -> str:
    asked = verifier.LANGUAGES.get(request.GET.get("language", ""))
    return asked or translation.get_language() or settings.LANGUAGE_CODE


def _shown(verdict: Verdict) -> dict[str, Any]:
    """The verdict with dates as people read them."""
    state = str(verdict.state)
    shown: dict[str, Any] = {"state": state, "word": verifier.WORDS[state]}
    claims = verdict.claims
    if claims is None:
        return shown
    try:
        born = civil(dt.date.fromisoformat(claims.birth_date))
    except ValueError:
        born = claims.birth_date  # known in part
    last = timezone.localtime(claims.expires_at) - dt.timedelta(seconds=1)
    return shown | {
        "claims": claims,
        "born": born,
        "issued": civil(timezone.localtime(claims.issued_at).date()),
        "until": civil(last.date()),
    }


def _verdict(form: VerifyForm) -> Verdict | None:
    """None for a picture: pictures are read in the browser."""
    if text := form.cleaned_data["text"].strip("\r\n"):
        return queries.verdict_on_text(text)
    data = form.cleaned_data["file"].read()
    if sniff(data) in (PDF, None):
        return queries.verdict_on_pdf(data)
    return None


@public
@require_safe
def verifier_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of /verificar/ and nothing else. Its text changes when any file or text of the page does."""
    pages = verifier.pages()
    texts = []
    for short in pages:
        with translation.override(verifier.LANGUAGES[short]):
            texts.append(_page(request, {"form": VerifyForm()}).content.decode())
    context = {
        "version": verifier.version(texts),
        "pages": json.dumps(pages),
        "files": json.dumps(verifier.files()),
    }
    response = render(
        request, "certificates/verifier_worker.js", context, content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def verifier_manifest(request: HttpRequest) -> JsonResponse:
    """What the application is called and looks like on a home screen."""
    with translation.override(_language(request)):
        document = verifier.manifest(_short(translation.get_language()))
    return JsonResponse(document, content_type="application/manifest+json")
