"""The page about the demonstration."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from acogida.demo import about


@require_GET
def about_demo(request: HttpRequest) -> HttpResponse:
    """What is invented here, how like the published country it is, and how to begin again. Counts only, no person."""
    if not settings.DEMO:
        raise Http404
    return render(request, "demo/about.html", {"groups": about.comparison(timezone.localdate())})
