"""`{% load people %}`: countries, languages and needs in words."""

from __future__ import annotations

from django import template

from acogida.people.countries import country_name, language_name
from acogida.people.numbers.joining import Step

register = template.Library()
register.filter("country", country_name)
register.filter("language", language_name)


@register.filter
def number_source(source: str) -> str:
    """Where what is known of a number comes from, in words."""
    return str(dict(Step.choices).get(source, source))
