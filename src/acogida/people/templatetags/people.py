"""`{% load people %}`: countries, languages and needs in words."""

from __future__ import annotations

from typing import Any

from django import template

from acogida.people.access import hidden_from
from acogida.people.countries import country_name, language_name
from acogida.people.models import Person
from acogida.people.numbers.joining import Step

register = template.Library()
register.filter("country", country_name)
register.filter("language", language_name)


@register.filter
def number_source(source: str) -> str:
    """Where what is known of a number comes from, in words."""
    return str(dict(Step.choices).get(source, source))


@register.inclusion_tag("people/_register_news.html", takes_context=True)
def register_news(context: dict[str, Any], person: Person) -> dict[str, Any]:
    """What the population register told of a person, the unread first."""
    news = person.register_news.select_related("other", "seen_by").order_by("seen_at", "-at")
    hidden = hidden_from(context["request"].user).filter(pk__in=[row.other_id for row in news if row.other_id])
    known = set(hidden.values_list("pk", flat=True))
    return {"news": news, "person": person, "hidden": known, "request": context["request"]}
