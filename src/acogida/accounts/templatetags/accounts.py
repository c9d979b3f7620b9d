"""`{% load accounts %}`"""

from __future__ import annotations

from typing import Any

from django import template

from acogida.accounts.queries import demonstration_users

register = template.Library()


@register.simple_tag
def demo_users() -> list[dict[str, Any]]:
    """The people of the demonstration with their first role."""
    return [
        {"user": user, "roles": ", ".join(str(posting.role) for posting in user.postings.all())}
        for user in demonstration_users()
    ]
