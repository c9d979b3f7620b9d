"""`{% load coi %}`: topics, ages and standings in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from acogida.coi.ages import Judgement, Level
from acogida.coi.library import topics

register = template.Library()
AGE_TONES = {Level.FRESH: "success", Level.AMBER: "warning", Level.RED: "danger"}


@register.filter
def topic(code: str) -> str:
    """The name of a topic in the language in force."""
    found = topics.all_topics().get(code)
    return found.label(get_language() or "es") if found else code


@register.filter
def topic_names(codes: Any) -> list[str]:
    """The names of some topics, in order."""
    return topics.labels(codes or (), get_language() or "es")


@register.filter
def age_tone(level: Any) -> str:
    """The tone in which an age is shown."""
    return AGE_TONES.get(level, "secondary")


@register.filter
def age_words(judged: Judgement | None) -> str:
    """How old information is, in words that stand without colour."""
    if judged is None:
        return ""
    if judged.months is None:
        return _("nobody knows until when it covers")
    months = judged.months
    if months < 1:
        text = _("of this month")
    elif months < 24:
        text = ngettext("%(n)s month old", "%(n)s months old", months) % {"n": months}
    else:
        text = ngettext("%(n)s year old", "%(n)s years old", months // 12) % {"n": months // 12}
    return text if judged.level == Level.FRESH else f"{text} · {AGE_WORDS[judged.level]}"


AGE_WORDS = {
    Level.AMBER: gettext_lazy("say why it is recent enough"),
    Level.RED: gettext_lazy("too old to rest on alone"),
}
