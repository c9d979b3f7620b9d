"""`{% load certificates %}`: what pages of lower rooms show of a person's papers."""

from __future__ import annotations

from typing import Any

from django import template

from acogida.people.models import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def may_see_papers(context: dict[str, Any], person: Person) -> bool:
    """Whether who looks at the page may open the person's papers."""
    return bool(context["request"].user.can("certificate.view", person.office_id))
