"""The frame's own pages: search, theme, language, style guide."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from acogida.ui import search, theme
from acogida.ui.guide import style_guide_context
from acogida.ui.public import public

set_language = public(django_set_language)


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme for a year and return to the page."""
    response = HttpResponseRedirect(_back(request))
    if (name := request.POST.get("theme", "")) in theme.NAMES:
        response.set_cookie(theme.COOKIE, name, max_age=365 * 86400, samesite="Lax", secure=request.is_secure())
    return response


def global_search(request: HttpRequest) -> HttpResponse:
    """Everything that answers to POSTed `text`: a list under the box for htmx, else a page. GET shows an empty box."""
    text = request.POST.get("text", "").strip()[:200]
    answers = search.ask(request.user, text, request)
    fragment = getattr(request, "htmx", False) and not request.htmx.boosted
    name = "ui/_search_results.html" if fragment else "ui/search.html"
    return render(request, name, {"text": text, "answers": answers, "too_short": 0 < len(text) < search.SHORTEST})


@public
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; only in the demonstration and in development."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "ui/style_guide.html", style_guide_context(request))


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it must live at the root to answer for every page, and knows the hashed names of its files."""
    response = render(request, "ui/worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the browser shows when the line is down."""
    return render(request, "ui/offline.html")
