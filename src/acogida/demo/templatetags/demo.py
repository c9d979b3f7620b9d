"""`{% load demo %}`"""

from __future__ import annotations

from django import template

from acogida.demo.family import SAMPLE, SamplePerson

register = template.Library()


@register.simple_tag
def sample_family() -> tuple[SamplePerson, ...]:
    """The family to register first."""
    return SAMPLE
