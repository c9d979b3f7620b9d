"""A value of a pack in words: dates, days, lengths, and codes by the label of what they name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from acogida.law.compare.words import DAYS, MONTHS, NTH, UNITS, VALUES
from acogida.law.model.base import Model, Text
from acogida.law.model.calendar import Suspension, YearlyDay
from acogida.law.model.clocks import ClockRule
from acogida.law.model.procedure import Condition, Start, SwitchPeriod
from acogida.law.model.requirements import PaperCondition
from acogida.law.pack import Pack

LANGUAGES = ("es", "en")
LONGEST = 240


def words(pair: tuple[str, str], language: str) -> str:
    return pair[0] if language == "es" else pair[1]


def quoted(text: str, language: str) -> str:
    return f"«{text}»" if language == "es" else f"“{text}”"


def date(day: dt.date, language: str) -> str:
    """31 de mayo de 2024; 31 May 2024."""
    month = words(MONTHS[day.month - 1], language)
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{day.day} {month} {day.year}"


def length(rule: ClockRule, language: str) -> str:
    """45 días hábiles."""
    unit = words(UNITS[rule.unit], language)
    return unit if rule.unit == "immediate" else f"{rule.amount} {unit}"


def yearly(day: YearlyDay, language: str) -> str:
    """5 de mayo; primer lunes de febrero; último lunes antes del 25 de mayo; Pascua − 2 días; 1 de octubre, cada 6 años."""
    es = language == "es"
    month = words(MONTHS[day.month - 1], language) if day.month else ""
    weekday = words(DAYS[day.weekday], language) if day.weekday else ""
    if day.day is not None:
        found = f"{day.day} de {month}" if es else f"{day.day} {month}"
    elif day.nth is not None:
        found = f"{words(NTH[day.nth - 1], language)} {weekday} {'de' if es else 'of'} {month}"
    elif day.before is not None:
        found = (
            f"último {weekday} antes del {day.before} de {month}"
            if es
            else f"last {weekday} before {day.before} {month}"
        )
    else:
        days = day.easter or 0
        sunday = "Domingo de Pascua" if es else "Easter Sunday"
        found = f"{sunday} {'−' if days < 0 else '+'} {abs(days)} {'días' if es else 'days'}" if days else sunday
    if day.every > 1:
        found += f", cada {day.every} años" if es else f", every {day.every} years"
    if day.in_lieu:
        falls = ", ".join(f"{words(DAYS[name], language)} + {days}" for name, days in day.in_lieu.items())
        found += f" (en su lugar: {falls})" if es else f" (in lieu: {falls})"
    return found


def span(start: dt.date, end: dt.date | None, language: str) -> str:
    """From one day to another, both included."""
    if end is None:
        return f"desde el {date(start, language)}" if language == "es" else f"from {date(start, language)}"
    if start == end:
        return date(start, language)
    joint = "del {} al {}" if language == "es" else "{} to {}"
    return joint.format(date(start, language), date(end, language))


def called(item: Model, language: str, pack: Pack) -> str:
    """What a rule is called: its label, its message, its dates."""
    if isinstance(item, YearlyDay):
        return f"{yearly(item, language)} ({item.why.in_(language)}; {item.source})"
    if isinstance(item, Suspension):
        return f"{span(item.start, item.end, language)} ({item.why.in_(language)}; {item.source})"
    if isinstance(item, SwitchPeriod):
        state = ("encendida" if item.on else "apagada") if language == "es" else ("on" if item.on else "off")
        return f"{state}, {span(item.from_, item.to, language)} ({item.source})"
    if isinstance(item, ClockRule):
        return f"{quoted(item.label.in_(language), language)}, {length(item, language)} ({item.source})"
    if isinstance(item, Condition | PaperCondition):
        return item.message.in_(language)
    if isinstance(item, Start):
        return label_of(pack, "starts", item.clock, language)
    label = next((getattr(item, n) for n in ("label", "heading", "because", "name") if getattr(item, n, None)), None)
    if label is None:
        return value(item, "", language, pack)
    name = quoted(label.in_(language) if isinstance(label, Text) else label, language)
    source = getattr(item, "source", None)
    return f"{name} ({source})" if source else name


def label_of(pack: Pack, field: str, code: str, language: str) -> str:
    """A code by the label of the stage, term, document or modality it names."""
    tables: dict[str, Any] = {
        **dict.fromkeys(("stops", "pauses", "resumes", "extends", "starts", "clock", "lapsed", "running"), pack.clocks),
        **{key: {stage.code: stage for stage in pack.stages} for key in ("from_", "to")},
        "documents": {letter.code: letter for letter in pack.letters},
        **{key: {rule.code: rule for rule in pack.modalities} for key in ("modality", "modalities")},
        **dict.fromkeys(("opens", "closes", "taken", "distinct_from"), pack.transitions),
        "bar": {bar.code: bar for bar in pack.stage_bar},
        "body": {body.code: body for body in pack.bodies},
        **{key: {outcome.code: outcome for outcome in pack.outcomes} for key in ("outcome", "outcomes")},
        "switch": pack.switches,
        "layers": {layer.code: layer for layer in pack.files.calendar.layer},
        "calendar": {calendar.code: calendar for calendar in pack.files.calendar.calendar},
    }
    table = tables.get(field, {})
    return quoted(table[code].label.in_(language), language) if code in table else code


def value(item: Any, field: str, language: str, pack: Pack) -> str:
    """Any value of a pack, as short as it can be said."""
    if item is None or item == () or item == "":
        return "nada" if language == "es" else "nothing"
    if isinstance(item, bool):
        return words(("sí", "yes") if item else ("no", "no"), language)
    if isinstance(item, dt.date):
        return date(item, language)
    if isinstance(item, Text):
        return _short(quoted(item.in_(language), language))
    if isinstance(item, Model):
        parts = [value(getattr(item, name), name, language, pack) for name in type(item).model_fields]
        return _short(", ".join(part for part in parts if part))
    if isinstance(item, (tuple, list)):
        return _short(", ".join(value(one, field, language, pack) for one in item))
    text = str(item)
    if field == "unit":
        return words(UNITS[text], language) if text in UNITS else text
    if field == "rest":
        return words(DAYS[text], language) if text in DAYS else text
    named = label_of(pack, field, text, language)
    if named != text:
        return named
    return words(VALUES[text], language) if text in VALUES and field not in ("source", "expr") else _short(text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
