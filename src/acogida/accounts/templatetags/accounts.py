"""`{% load accounts %}`"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from acogida.accounts.queries import demonstration_users

register = template.Library()
REMEMBERED = 30  # seconds


@register.simple_tag
def demo_users() -> list[dict[str, Any]]:
    """The people of the demonstration with their first role."""
    if not settings.DEMO:
        return []
    return _demo_users(get_language() or "es", int(time.monotonic() // REMEMBERED))


@lru_cache(maxsize=4)
def _demo_users(_language: str, _period: int) -> list[dict[str, Any]]:
    """Kept for a while: every page of the demonstration shows them, and they hardly change."""
    return [
        {"user": user, "roles": ", ".join(str(posting.role) for posting in user.postings.all())}
        for user in demonstration_users()
    ]
