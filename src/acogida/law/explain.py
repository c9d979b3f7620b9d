"""A reckoning that explains itself: every day from the trigger to the end, counted or not, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from acogida.law.calendars import Closure, Days, Reason, as_text, days_of
from acogida.law.model.base import Text
from acogida.law.model.clocks import ClockRule, Override
from acogida.law.reckoning import Extension, Pause, civil, end_of, merged, span_of, tally_of

if TYPE_CHECKING:
    from acogida.law.pack import Pack

DAY_ZERO = Text({"es": "Día del hecho: no se cuenta", "en": "Day of the event: not counted"})
_TERM = {"es": "Día {n} de {of}", "en": "Day {n} of {of}"}
_UNITS = {
    "working": ({"es": "Día hábil {n} de {of}", "en": "Working day {n} of {of}"}, ("días hábiles", "working days")),
    "calendar": (
        {"es": "Día natural {n} de {of}", "en": "Calendar day {n} of {of}"},
        ("días naturales", "calendar days"),
    ),
    "months": (_TERM, ("meses", "months")),
    "hours": (_TERM, ("horas", "hours")),
    "immediate": (_TERM, ("de inmediato", "immediately")),
}
Kind = Literal["trigger", "counted", "rest", "closed", "paused", "rolled"]
IMMEDIATE = Text({"es": "De inmediato: vence el mismo día", "en": "Immediately: it ends on the same day"})
_ROLLED = Text(
    {
        "es": "El plazo terminaría en un día inhábil: pasa al siguiente día hábil",
        "en": "The term would end on a day that does not count: it moves to the next working day",
    }
)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a reckoning. `number` is its place among the counted days (0 when not counted).

    `kind`: trigger, counted, rest (weekly rest and nothing else), closed (holiday, closure, suspension), paused (the
    clock itself stood still), rolled (after the term's own end, before the day on which it may end).
    """

    date: dt.date
    counted: bool
    why: Text
    source: str
    number: int = 0
    verified: bool = True
    kind: Kind = "closed"


@dataclass(frozen=True)
class Reckoning:
    """A term from its trigger to its end.

    `due` is None while an open pause holds the clock. `amount` is what must run in the clock's unit, extensions
    included, and `span` that in days (three months from 15 March are 92); `counted` and `skipped` split `days`, which
    begin with the trigger day itself. When the term has ended, `counted` is `span`. `length_by` is the override its
    length comes from, if any. `warnings` are the unverified rules the term rests on: they must be shown wherever the
    date is.
    """

    clock: ClockRule
    start: dt.date
    amount: int
    span: int
    due: dt.date | None
    counted: int
    skipped: int
    days: tuple[Day, ...]
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    warnings: tuple[Text, ...]
    office: str | None
    source: str  # the instrument its length rests on
    length_by: Override | None
    _calendar: Days = field(repr=False, compare=False)

    @property
    def paused(self) -> bool:
        return self.due is None

    @property
    def verified(self) -> bool:
        """Whether somebody checked the rule and the length against the published text."""
        return self.clock.verified and (self.length_by is None or self.length_by.verified)

    @property
    def first_day(self) -> dt.date | None:
        """The first day that counted, when one did."""
        return next((day.date for day in self.days if day.counted), None)

    def elapsed(self, today: dt.date) -> int:
        """Days of the term that have run up to and including `today` (pauses taken out); more than `span` when late."""
        start, upto = self.start.toordinal(), today.toordinal()
        tally = tally_of(self.clock, self._calendar)
        ran = tally.between(start, upto)
        for first, last in merged(self.pauses):
            ran -= tally.between(max(start, first - 1), upto if last is None else min(last, upto))
        return ran

    def remaining(self, today: dt.date) -> int:
        """Days left after `today`; 0 on the last day, negative when the term has passed. While paused: what is left."""
        tally = tally_of(self.clock, self._calendar)
        if self.due is None:
            return self.span - self.elapsed(today)
        if today > self.due:
            return -tally.between(self.due.toordinal(), today.toordinal())
        if today <= self.start:
            return self.elapsed(self.due)
        return self.elapsed(self.due) - self.elapsed(today)

    def to_json(self, language: str = "es") -> dict[str, Any]:
        """One JSON object; texts in `language`."""
        return {
            "clock": self.clock.code,
            "name": self.clock.name,
            "label": self.clock.label.in_(language),
            "start": self.start.isoformat(),
            "office": self.office,
            "amount": self.amount,
            "unit": self.clock.unit,
            "span": self.span,
            "due": self.due.isoformat() if self.due else None,
            "counted": self.counted,
            "skipped": self.skipped,
            "source": self.source,
            "verified": self.verified,
            "override": None
            if self.length_by is None
            else {
                "amount": self.length_by.amount,
                "source": self.length_by.source,
                "from": self.length_by.from_.isoformat(),
                "to": self.length_by.to.isoformat() if self.length_by.to else None,
            },
            "warnings": [warning.in_(language) for warning in self.warnings],
            "pauses": [
                {
                    "from": pause.start.isoformat(),
                    "to": pause.end.isoformat() if pause.end else None,
                    "reason": as_text(pause.reason or "-").in_(language),
                }
                for pause in self.pauses
            ],
            "extensions": [
                {"amount": e.amount, "ground": e.ground, "on": e.on.isoformat() if e.on else None}
                for e in self.extensions
            ],
            "days": [
                {
                    "date": d.date.isoformat(),
                    "counted": d.counted,
                    "kind": d.kind,
                    "why": d.why.in_(language),
                    "source": d.source,
                }
                | ({} if d.verified else {"verified": False})
                for d in self.days
            ],
        }

    def to_text(self, language: str = "es") -> str:
        """The same for people: one line per day."""
        spanish = not language.startswith("en")
        unit = _UNITS[self.clock.unit][1][0 if spanish else 1]
        length = unit if self.clock.unit == "immediate" else f"{self.amount} {unit}"
        lines = [f"{self.clock.label.in_(language)} ({self.clock.code}, {self.source}): {length}"]
        lines += [
            f"{d.date.isoformat()}  {'✓' if d.counted else '·'}  {d.why.in_(language)}  [{d.source}]" for d in self.days
        ]
        if self.due:
            lines.append(("Vence: " if spanish else "Due: ") + self.due.isoformat())
        else:
            lines.append("En pausa: sin fecha de vencimiento" if spanish else "Paused: no due date")
        lines += [
            ("Sin verificar: " if spanish else "Unverified: ") + warning.in_(language) for warning in self.warnings
        ]
        return "\n".join(lines)


def reckon(
    pack: Pack,
    clock: str | ClockRule,
    start: dt.date,
    *,
    office: str | None = None,
    closures: Iterable[Closure] = (),
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
    until: dt.date | None = None,
) -> Reckoning:
    """Reckons a term and explains every day.

    `start` is the trigger's civil date in the office's zone (day zero). `until` says how far to explain a clock that an
    open pause holds (else up to the first day of that pause). `due_date` gives the same date without the days.
    Raises UnknownRule for an unknown clock, LawError for impossible pauses, OutsideCalendar outside the pack's years.
    """
    rule = clock if isinstance(clock, ClockRule) else pack.clock(clock)
    pauses, extensions = tuple(sorted(pauses, key=lambda p: p.start)), tuple(extensions)
    days = days_of(pack, rule.calendar, office, tuple(closures))
    first = civil(start)
    length, override = rule.length_on(first)
    amount = length + sum(e.amount for e in extensions)
    joined = merged(pauses)
    due = end_of(rule, days, first.toordinal(), amount, joined)
    if due is None:
        open_since = next(dt.date.fromordinal(begun) for begun, last in joined if last is None)
        end = max(first, until or open_since)
    else:
        end = dt.date.fromordinal(due)
    source, span = override.source if override else rule.source, span_of(rule, first.toordinal(), amount)
    explained = _explain(_zero(pack, rule, first, source), rule, source, days, end, span, pauses)
    counted = sum(day.counted for day in explained)
    return Reckoning(
        clock=rule,
        start=first,
        amount=amount,
        span=span,
        due=None if due is None else end,
        counted=counted,
        skipped=len(explained) - counted,
        days=explained,
        pauses=pauses,
        extensions=extensions,
        warnings=_warnings(rule, override, days, first, end),
        office=office,
        source=source,
        length_by=override,
        _calendar=days,
    )


def _zero(pack: Pack, rule: ClockRule, start: dt.date, source: str) -> Day:
    """The trigger day: never counted. The day after it is the first by the rule on hours, for terms in hours."""
    if rule.unit == "immediate":
        return Day(start, False, IMMEDIATE, source, kind="trigger")
    source = pack.files.calendar.hours_source if rule.unit == "hours" else source
    return Day(start, False, DAY_ZERO, source, kind="trigger")


def _explain(
    zero: Day, rule: ClockRule, source: str, days: Days, end: dt.date, span: int, pauses: tuple[Pause, ...]
) -> tuple[Day, ...]:
    tally, words = tally_of(rule, days), _UNITS[rule.unit][0]
    found, number = [zero], 0
    for ordinal in range(zero.date.toordinal() + 1, end.toordinal() + 1):
        date = dt.date.fromordinal(ordinal)
        pause = next((p for p in pauses if p.start <= date and (p.end is None or date <= p.end)), None)
        if pause is not None:
            found.append(Day(date, False, _paused(pause), source, kind="paused"))
        elif tally.has(ordinal) and number < span:
            number += 1
            why = Text({lang: text.format(n=number, of=span) for lang, text in words.items()})
            found.append(Day(date, True, why, source, number, kind="counted"))
        elif tally.has(ordinal):
            found.append(Day(date, False, _ROLLED, source))
        else:
            found.append(_off(date, days.reasons(ordinal), days.rests(ordinal)))
    return tuple(found)


def _paused(pause: Pause) -> Text:
    reason = as_text(pause.reason or "-")
    return Text({"es": f"Plazo en pausa: {reason.es}", "en": f"Term paused: {reason.en}"})


def _off(date: dt.date, reasons: tuple[Reason, ...], rest: bool) -> Day:
    """A day that does not count, with its reasons and instruments; weekly rest is named when nothing else closes it."""
    rest, named = rest and len(reasons) == 1, reasons[1:] if rest and len(reasons) > 1 else reasons
    texts = {lang: "; ".join(dict.fromkeys(reason.why[lang] for reason in named)) for lang in ("es", "en")}
    source = "; ".join(dict.fromkeys(reason.source for reason in named))
    verified = all(reason.verified for reason in named)
    return Day(date, False, Text(texts), source, verified=verified, kind="rest" if rest else "closed")


def _warnings(rule: ClockRule, override: Override | None, days: Days, start: dt.date, end: dt.date) -> tuple[Text, ...]:
    notes = [one.note for one in (rule, override) if one is not None and not one.verified and one.note]
    for ordinal in range(start.toordinal() + 1, end.toordinal() + 1):
        notes += [reason.note for reason in days.reasons(ordinal) if not reason.verified and reason.note]
    return tuple(dict.fromkeys(notes))
