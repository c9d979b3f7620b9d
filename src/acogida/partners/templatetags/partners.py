"""What pages of lower rooms show of this one."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def may_see_sharing(context: Context, person: Any) -> bool:
    """Whether whoever looks may see a person's sharing history."""
    user = context["request"].user
    return bool(user.can("sharing.view", person.office_id))
