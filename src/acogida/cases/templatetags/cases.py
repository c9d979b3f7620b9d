"""`{% load cases %}`: small parts of the case pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils import dates
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from acogida.cases import packs, presentation
from acogida.people.models import Person, Sex
from acogida.ui.components.dates import civil

register = template.Library()
SELECTED = mark_safe(" selected")  # noqa: S308  a constant


@register.filter
def holds(user: Any, action: str) -> bool:
    return bool(user.can(action))


@register.filter
def sex(code: str) -> str:
    return str(Sex(code).label).lower() if code in Sex.values else ""


@register.filter
def unit_words(unit: str) -> str:
    words = {"working": _("working days"), "calendar": _("calendar days"), "months": _("months"), "hours": _("hours"),
             "immediate": _("immediately")}  # fmt: skip
    return words.get(unit, unit)


@register.filter
def need(code: str) -> str:
    """A specific need in words."""
    return presentation.need_words(packs.current(), code)


@register.filter
def weeks(days: Sequence[dict[str, Any]]) -> list[list[dict[str, Any] | None]]:
    """Days of one month as rows of seven, Monday first, with holes where nothing is."""
    rows: list[list[dict[str, Any] | None]] = []
    by_date = {row["day"].date: row for row in days}
    first, last = min(by_date), max(by_date)
    day = first - dt.timedelta(days=first.weekday())
    while day <= last:
        rows.append([by_date.get(day + dt.timedelta(days=n)) for n in range(7)])
        day += dt.timedelta(days=7)
    return rows


@register.filter
def weekday_initials(_anything: Any) -> list[dict[str, str]]:
    return [{"full": str(dates.WEEKDAYS[n]), "short": str(dates.WEEKDAYS[n])[:1].upper()} for n in range(7)]


@register.simple_tag
def partial_date(person: Person) -> str:
    """A birth date as far as it is known."""
    if person.birth:
        text = civil(person.birth)
    elif person.birth_month and person.birth_year:
        text = f"{dates.MONTHS[person.birth_month]} {person.birth_year}"
    else:
        text = str(person.birth_year or _("unknown"))
    return f"{text} ({_('estimated')})" if person.birth_estimated else text


@register.simple_tag
def photo_of(person: Person) -> str:
    return reverse("person_photo", args=[person.pk]) if person.photo_id else ""


@register.simple_tag
def options(choices: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select: (value, label) pairs, with one chosen. A tag, because a hundred of them in a template
    loop cost more than the page's queries."""
    return format_html_join(
        "", '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", label) for value, label in choices),
    )  # fmt: skip


@register.simple_tag
def list_url(query: dict[str, str]) -> str:
    return presentation.list_address(query)


@register.inclusion_tag("cases/_kpi.html")
def kpi(n: int, label: str, url: str, tone: str, current: str = "", code: str = "") -> dict[str, Any]:
    return {
        "n": n,
        "label": label,
        "url": url,
        "tone": tone if n or tone == "primary" else "secondary",
        "on": current == code and code,
    }


@register.inclusion_tag("cases/_queue_tab.html")
def queue_tab(code: str, label: str, n: int, current: str) -> dict[str, Any]:
    return {"code": code, "label": label, "n": n, "on": code == current}
