"""Light, dark or as the device says: kept in a cookie, so that the server draws the right page at once."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

COOKIE = "theme"
AUTO = "auto"
CHOICES = [("light", _("Light"), "sun"), ("dark", _("Dark"), "moon"), (AUTO, _("As on this device"), "device-desktop")]
NAMES = {name for name, _label, _icon in CHOICES}


def chosen(request: HttpRequest) -> str:
    """What the person chose on this device: light, dark or auto."""
    theme = request.COOKIES.get(COOKIE, AUTO)
    return theme if theme in NAMES else AUTO
