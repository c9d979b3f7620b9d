"""`{% load people %}`: countries, languages and needs in words."""

from __future__ import annotations

from django import template

from acogida.people.countries import country_name, language_name

register = template.Library()
register.filter("country", country_name)
register.filter("language", language_name)
