"""Every page needs a signed-in member of staff, unless its view is marked public."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from acogida.accounts import scope
from acogida.hooks.acting import acting_as

OPEN_PREFIXES = ("allauth.", "django.views.", "django.contrib.staticfiles")


class SignedIn:
    """Redirects visitors to sign-in (401 for htmx and JSON, so that a form on the page is never lost),
    and staff without a second factor to its set-up; the demonstration asks for none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(request.user):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if getattr(view, "public", False) or view.__module__.startswith(OPEN_PREFIXES):
            return None
        user = request.user
        if not user.is_authenticated:
            login = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
            if getattr(request, "htmx", False) or "application/json" in request.headers.get("Accept", ""):
                return HttpResponse(status=401, headers={"X-Sign-In": login})
            return HttpResponseRedirect(login)
        if user.must_use_second_factor and not (settings.DEMO and user.is_demonstration):
            from allauth.mfa.utils import is_mfa_enabled

            if not is_mfa_enabled(user):
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
        scope.enter(user)
        return None
