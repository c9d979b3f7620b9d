"""A legal term drawn as a strip of days: weeks as columns, each day with its reason; SVG, no script needed to read it.

Shapes tell kinds apart as well as colours do, and every day carries its words as a title. Where scripts run,
`static/cases/strip.js` lets the days be walked with the arrow keys.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from acogida.law import Day, Reckoning

CELL, PITCH, LEFT, TOP = 18, 22, 20, 17  # a day, its distance to the next, room for weekday initials and months
SOME_WEEKS = 8  # at least: short terms are not drawn larger than long ones
MARKS = {
    "trigger": mark_safe('<circle cx="9" cy="9" r="3.5"/>'),  # noqa: S308  constants
    "rest": mark_safe('<circle cx="9" cy="9" r="2"/>'),  # noqa: S308
    "closed": mark_safe('<path d="M5.5 5.5l7 7M12.5 5.5l-7 7"/>'),  # noqa: S308
    "paused": mark_safe('<path d="M7 5.5v7M11 5.5v7"/>'),  # noqa: S308
    "rolled": mark_safe('<path d="M5 9h8M10 6l3 3l-3 3"/>'),  # noqa: S308
    "due": mark_safe('<path d="M6 14V4.5h7l-1.6 2.6L13 9.7H6"/>'),  # noqa: S308
}


@dataclass(frozen=True)
class Strip:
    """What the template shows: the drawing, the sentence that says the same, and the kinds of days it has."""

    svg: SafeString
    summary: str
    legend: list[tuple[SafeString, str]]


def draw(
    reckoning: Reckoning, today: dt.date, *, other: Reckoning | None = None, weeks: int = 0, scale: float = 1.2
) -> Strip:
    """The strip of a reckoning on a day. `other`: the one it is compared with, whose days that count otherwise are ringed;
    `weeks`: how many columns to leave room for, so that two strips have one scale; `scale` its size where there is
    room (it shrinks where there is none)."""
    days = reckoning.days
    monday = days[0].date - dt.timedelta(days=days[0].date.weekday())
    columns = max(columns_of(reckoning), weeks, SOME_WEEKS)
    before = {day.date: day.counted for day in other.days} if other else {}
    kinds: dict[str, None] = {}
    cells = []
    for day in days:
        column, row = divmod((day.date - monday).days, 7)
        kind = kind_of(day, reckoning, today)
        kinds[kind] = None
        if not day.verified:
            kinds["unsure"] = None
        classes = [kind]
        classes += ["is-today"] if day.date == today else []
        classes += ["unsure"] if not day.verified else []
        if before.get(day.date, day.counted) is not day.counted:
            classes.append("changed")
            kinds["changed"] = None
        cells.append((f"{LEFT + column * PITCH} {TOP + row * PITCH}", " ".join(classes), day.date.isoformat(),
                      words(day), MARKS.get(kind, "")))  # fmt: skip
    if days[0].date <= today <= days[-1].date:
        kinds["today"] = None
    width, height = LEFT + columns * PITCH - 3, TOP + 7 * PITCH - 3
    summary = summarize(reckoning, today)
    svg = format_html(
        '<svg class="strip" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}{}{}</svg>',
        width, height, round(width * scale), round(height * scale), summary, _weekdays(), _months(monday, days[-1].date),
        format_html_join(
            "", '<g transform="translate({})" class="{}" data-day="{}"><title>{}</title>'
            '<rect width="18" height="18" rx="4"/>{}</g>', cells,
        ),
    )  # fmt: skip
    return Strip(svg, summary, [(_sample(kind), label) for kind, label in _labels().items() if kind in kinds])


def columns_of(reckoning: Reckoning) -> int:
    """The weeks a reckoning touches."""
    first, last = reckoning.days[0].date, reckoning.days[-1].date
    return (last - first + dt.timedelta(days=first.weekday())).days // 7 + 1


def kind_of(day: Day, reckoning: Reckoning, today: dt.date) -> str:
    """How a day is drawn: the day it ends, a counted day that has passed or is to come, or why it did not count."""
    if day.date == reckoning.due:
        return "due"
    if day.counted:
        return "gone" if day.date <= today else "left"
    return day.kind


def words(day: Day) -> str:
    """A day in one line: Tuesday 15 December 2026: Working day 45 of 45 (LSR art. 24)."""
    return f"{full_date(day.date)}: {day.why.in_(get_language() or 'es')} ({day.source})"


def full_date(day: dt.date) -> str:
    """A civil date with its weekday, in words."""
    spanish = (get_language() or "es").startswith("es")
    return (
        format_date(day, "EEEE d 'de' MMMM 'de' y", "es_MX") if spanish else format_date(day, "EEEE d MMMM y", "en_GB")
    )


def summarize(reckoning: Reckoning, today: dt.date) -> str:
    """The whole strip in one sentence, for who cannot see it."""
    kinds = [day.kind for day in reckoning.days]
    gone = sum(day.counted and day.date <= today for day in reckoning.days)
    parts = [
        ngettext("%(gone)d of %(n)d day counted so far", "%(gone)d of %(n)d days counted so far", reckoning.span)
        % {"gone": gone, "n": reckoning.span}
    ]
    if n := kinds.count("rest"):
        parts.append(ngettext("%(n)d day of weekly rest", "%(n)d days of weekly rest", n) % {"n": n})
    if n := kinds.count("closed"):
        parts.append(ngettext("%(n)d holiday or closed day", "%(n)d holidays and closed days", n) % {"n": n})
    if n := kinds.count("paused"):
        parts.append(ngettext("%(n)d day paused", "%(n)d days paused", n) % {"n": n})
    if n := kinds.count("rolled"):
        parts.append(ngettext("%(n)d day after its end", "%(n)d days after its end", n) % {"n": n})
    return f"{reckoning.clock.label.in_(get_language() or 'es')}: {', '.join(parts)}."


def _weekdays() -> SafeString:
    locale = "es_MX" if (get_language() or "es").startswith("es") else "en_GB"
    monday = dt.date(2024, 1, 1)
    rows = (
        (TOP + n * PITCH + 13, format_date(monday + dt.timedelta(days=n), "EEEEE", locale).upper()) for n in range(7)
    )
    return format_html_join("", '<text x="6" y="{}" class="axis">{}</text>', rows)


def _months(monday: dt.date, last: dt.date) -> SafeString:
    """The name of each month above the first week that begins in it; the first column is named too when there is room."""
    locale = "es_MX" if (get_language() or "es").startswith("es") else "en_GB"
    labels: list[tuple[int, str]] = []
    column, day = 0, monday
    while day <= last:
        end = day + dt.timedelta(days=6)
        if column == 0 or day.day <= 7:
            named = end if column == 0 and end.day <= 3 else day
            if labels and column - labels[-1][0] < 2:
                labels.pop()
            new_year = named.month == 1 or (column == 0 and monday.year != last.year)
            pattern = "MMM ’yy" if new_year else "MMM"
            labels.append((column, format_date(named, pattern, locale)))
        column, day = column + 1, day + dt.timedelta(days=7)
    places = [
        (LEFT + c * PITCH + CELL, "end", text) if c == column - 1 else (LEFT + c * PITCH, "start", text)
        for c, text in labels  # the name above the last week ends there, or it would leave the drawing
    ]
    return format_html_join("", '<text x="{}" y="11" class="axis {}">{}</text>', places)


def _labels() -> dict[str, str]:
    return {
        "trigger": _("Day of the event"),
        "gone": _("Counted"),
        "left": _("Still to count"),
        "rest": _("Weekly rest"),
        "closed": _("Holiday or closed"),
        "paused": _("Paused"),
        "rolled": _("Moved on"),
        "due": _("Due"),
        "today": _("Today"),
        "unsure": _("Not verified"),
        "changed": _("Changed"),
    }


def _sample(kind: str) -> SafeString:
    classes = {"today": "left is-today", "unsure": "closed unsure", "changed": "left changed"}.get(kind, kind)
    return format_html(
        '<svg class="strip strip-sample" viewBox="-2 -2 22 22" width="18" height="18" aria-hidden="true">'
        '<g class="{}"><rect width="18" height="18" rx="4"/>{}</g></svg>',
        classes, MARKS.get("closed" if kind == "unsure" else kind, ""),
    )  # fmt: skip
