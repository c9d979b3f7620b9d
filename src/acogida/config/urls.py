"""Every address of the house; each room brings its own `urls.py`."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from acogida.config import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("allauth.urls")),
    *[path("", include(f"acogida.{room}.urls")) for room in settings.ROOMS if find_spec(f"acogida.{room}.urls")],
]
