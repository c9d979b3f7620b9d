"""Dates for people: civil dates in words, instants on the clock of an office."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def _spanish() -> bool:
    return (get_language() or "es").startswith("es")


def _day(value: Any) -> dt.date | None:
    """A civil date; an instant is refused, because its day depends on where one stands (`moment` is for instants)."""
    if isinstance(value, dt.datetime):
        raise TypeError("a civil date was expected, not an instant: use {% moment %} with the office's zone")
    return value if isinstance(value, dt.date) else None


def civil(value: Any) -> str:
    """ "11 de mayo de 2021", "11 May 2021"; nothing for None."""
    day = _day(value)
    if day is None:
        return ""
    return format_date(day, "d 'de' MMMM 'de' y", "es_MX") if _spanish() else format_date(day, "d MMMM y", "en_GB")


def short(value: Any) -> str:
    """ "11/05/2021"; in English "11 May 2021", because 05/11 is read two ways."""
    day = _day(value)
    if day is None:
        return ""
    return f"{day:%d/%m/%Y}" if _spanish() else format_date(day, "d MMM y", "en_GB")


def civil_date(value: Any) -> SafeString | str:
    """A civil date in words, marked up as a date."""
    day = _day(value)
    return "" if day is None else format_html('<time datetime="{}">{}</time>', day.isoformat(), civil(day))


def short_date(value: Any) -> SafeString | str:
    """A civil date in figures, for tables."""
    day = _day(value)
    return "" if day is None else format_html('<time datetime="{}">{}</time>', day.isoformat(), short(day))


def moment(value: dt.datetime | None, zone: Any = None, seconds: bool = False) -> SafeString | str:
    """An instant on an office's clock. `zone` is an IANA name or something with `.zone` (an Office)."""
    if value is None:
        return ""
    name = getattr(zone, "zone", zone)
    local = timezone.localtime(value, ZoneInfo(name) if name else None)
    text = f"{short(local.date())} {local:%H:%M:%S}" if seconds else f"{short(local.date())} {local:%H:%M}"
    return format_html('<time datetime="{}" class="text-nowrap">{}</time>', local.isoformat(timespec="seconds"), text)
