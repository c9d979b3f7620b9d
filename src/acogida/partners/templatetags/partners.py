"""What pages of lower rooms show of this one."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from acogida.partners.sharing import refused

register = template.Library()


@register.simple_tag(takes_context=True)
def refused_lately(context: Context) -> int:
    """How many attempts of the last seven days would have reached whom somebody must be protected from; 0 for who may not
    see them."""
    user = context["request"].user
    return refused.recent_alarms(user) if user.can(refused.ACTION) else 0


@register.simple_tag(takes_context=True)
def may_see_sharing(context: Context, person: Any) -> bool:
    """Whether whoever looks may see a person's sharing history."""
    user = context["request"].user
    return bool(user.can("sharing.view", person.office_id))
