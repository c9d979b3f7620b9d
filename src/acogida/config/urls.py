"""Every address of the house; each room brings its own `urls.py`."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path
from django.views.generic import TemplateView

from acogida.config import health
from acogida.ui.public import public

handler500 = "acogida.config.errors.server_error"

urlpatterns = [
    # Reset in person only: the page says so, and nothing can be posted to it.
    path(
        "accounts/password/reset/",
        public(TemplateView.as_view(template_name="account/password_reset.html")),
        name="account_reset_password",
    ),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("allauth.urls")),
    *[path("", include(f"acogida.{room}.urls")) for room in settings.ROOMS if find_spec(f"acogida.{room}.urls")],
]
