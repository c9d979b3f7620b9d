"""Whether information about a topic is still recent enough to rest a decision on. Pure.

Judged from the end of what it covers, not from the day it was published: a report of this year may tell of the year before
last. Which age is too old for which topic is data (`coi.toml` of the pack).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from acogida.law.model.coi import InformationAge


class Level(StrEnum):
    FRESH = "fresh"
    AMBER = "amber"  # a reason is wanted
    RED = "red"  # a supervisor is wanted


ORDER = (Level.FRESH, Level.AMBER, Level.RED)


@dataclass(frozen=True)
class Judgement:
    """`months`: full ones between the end of what it covers and the day asked about; None where it is not known until when
    it covers. `rule`: the strictest of the ages that count for its topics; None where the pack has none."""

    level: Level
    months: int | None
    rule: InformationAge | None


def covered_until(
    cutoff: dt.date | None, period_to: dt.date | None, published_on: dt.date | None, event_on: dt.date | None = None
) -> dt.date | None:
    """The last day information is about: of the event, the cut-off, the period covered; at last the day of publication."""
    return event_on or cutoff or period_to or published_on


def judge(topics: Collection[str], covered: dt.date | None, on: dt.date, ages: Sequence[InformationAge]) -> Level:
    """Whether information on `topics` that covers the time until `covered` is fresh, amber or red on the day `on`."""
    return judgement(topics, covered, on, ages).level


def judgement(
    topics: Collection[str], covered: dt.date | None, on: dt.date, ages: Sequence[InformationAge]
) -> Judgement:
    """The same with what it was judged by. Without a date it is amber: somebody has to say why it is recent."""
    rule = strictest(topics, ages)
    if covered is None:
        return Judgement(Level.AMBER, None, rule)
    months = months_between(covered, on)
    if rule is None:
        return Judgement(Level.FRESH, months, None)
    if on > months_after(covered, rule.red_months):
        return Judgement(Level.RED, months, rule)
    if on > months_after(covered, rule.amber_months):
        return Judgement(Level.AMBER, months, rule)
    return Judgement(Level.FRESH, months, rule)


def strictest(topics: Collection[str], ages: Sequence[InformationAge]) -> InformationAge | None:
    """The age that is first too old for one of `topics`; the one without topics for those that no other names."""
    named = {topic for age in ages for topic in age.topics}
    counting = [age for age in ages if set(age.topics) & set(topics)]
    if not topics or set(topics) - named:
        counting += [age for age in ages if not age.topics]
    return min(counting, key=lambda age: (age.amber_months, age.red_months), default=None)


def worst(levels: Collection[Level]) -> Level:
    """The gravest of several; fresh when there is none."""
    return max(levels, key=ORDER.index, default=Level.FRESH)


def months_between(start: dt.date, end: dt.date) -> int:
    """Full months from `start` to `end`, 0 where `end` comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months - (end < months_after(start, months)))


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
