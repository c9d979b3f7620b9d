"""From a field of the pack to a form field: what may be answered, what is said when it may not, how it reads.

Changing the pack changes the form: nothing here knows a particular question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.dates import format_date, get_month_names
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.law import Pack
from acogida.law.model.forms import Field
from acogida.registration import lists

EARLIEST = 1900
LONGEST = {"name": 100, "text": 250, "longtext": 20_000, "phone": 40, "email": 254}
KEPT_ELSEWHERE = frozenset({"photo", "file"})  # bytes: stored by their own action, never by an answer


@dataclass(frozen=True)
class Context:
    """What a question needs to know beside itself: the pack, the reader's language, the office's civil day."""

    pack: Pack
    language: str
    today: dt.date
    offices: tuple[str, ...] = ()  # codes of the offices the clerk registers for; empty: all of the pack
    hidden_needs: bool = False  # leave restricted needs out of what is shown

    def text(self, value: Any) -> str:
        return self.pack.text(value, self.language)


@dataclass(frozen=True)
class Group:
    """Options under one heading ("" for none): (code, label, help)."""

    label: str
    options: list[tuple[str, str, str]] = field(default_factory=list)


class PartialDateField(forms.Field):
    """A date known as far as it is known: {"year", "month", "day"} as typed; gives (year, month | None, day | None)."""

    def __init__(self, today: dt.date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def to_python(self, value: Any) -> tuple[int, int | None, int | None] | None:
        parts = value if isinstance(value, Mapping) else {}
        typed = {part: str(parts.get(part) or "").strip() for part in ("year", "month", "day")}
        if not any(typed.values()):
            return None
        if any(text and not text.isdecimal() for text in typed.values()):
            raise ValidationError(_("Write the day, the month and the year in figures."))
        year, month, day = (int(typed[part]) if typed[part] else None for part in ("year", "month", "day"))
        if year is None:
            raise ValidationError(_("Write the year; if it is not known, the most likely one."))
        if not EARLIEST <= year <= self.today.year:
            raise ValidationError(
                _("Write a year between %(first)s and %(last)s.") % {"first": EARLIEST, "last": self.today.year}
            )
        if day and not month:
            raise ValidationError(_("Write the month too, or leave the day empty."))
        try:
            earliest = dt.date(year, month or 1, day or 1)
        except ValueError:
            raise ValidationError(_("This day does not exist in the calendar.")) from None
        if earliest > self.today:
            raise ValidationError(_("The date cannot be in the future."))
        return year, month, day


class CivilDateField(forms.DateField):
    """A whole date; a thing that happened cannot be in the future."""

    def __init__(self, today: dt.date, happened: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today, self.happened = today, happened

    def clean(self, value: Any) -> dt.date | None:
        day = super().clean(value)
        if day and day.year < EARLIEST:
            raise ValidationError(_("Check the year."))
        if day and self.happened and day > self.today:
            raise ValidationError(_("The date cannot be in the future."))
        return day


class CodeField(forms.CharField):
    """One of the codes that can be chosen. Django's ChoiceField copies every label for each answer it judges; a form
    with six lists of countries for each person has no time for that."""

    def __init__(self, codes: Collection[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = codes

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and value not in self.codes:
            raise ValidationError(_("Choose one of the answers of the list."))


class CodesField(forms.Field):
    """Several of the codes that can be chosen."""

    def __init__(self, codes: Collection[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = codes

    def to_python(self, value: Any) -> list[str]:
        chosen = [str(one) for one in value or []]
        if any(one not in self.codes for one in chosen):
            raise ValidationError(_("Choose among the answers of the list."))
        return list(dict.fromkeys(chosen))


YES_NO = {"yes": True, "no": False}
NAME = RegexValidator(r"^[^\W\d_][^\d_<>{}\[\]|\\/@#]*$", gettext_lazy("Write the name with letters only."))
PHONE = RegexValidator(
    r"^\+?[\d ()./-]{7,}$", gettext_lazy("Write the telephone in figures, such as +52 962 123 4567.")
)


def form_field(question: Field, context: Context) -> forms.Field:
    """The Django form field that judges one answer (for `repeat`, one of the answers)."""
    common: dict[str, Any] = {"required": False}
    match question.type:
        case "date":
            return CivilDateField(context.today, happened=question.code.endswith("_on"), **common)
        case "partial_date":
            return PartialDateField(context.today, **common)
        case "time":
            return forms.TimeField(**common)
        case "datetime":
            return forms.DateTimeField(**common)
        case "number":
            return forms.IntegerField(min_value=0, **common)
        case "email":
            return forms.EmailField(max_length=LONGEST["email"], **common)
        case "yesno":
            return CodeField(YES_NO, **common)
        case "multichoice":
            return CodesField(codes(question, context), **common)
        case "choice" | "country" | "language":
            return CodeField(codes(question, context), **common)
        case "name":
            return forms.CharField(validators=[NAME, MaxLengthValidator(LONGEST["name"])], **common)
        case "phone":
            return forms.CharField(validators=[PHONE, MaxLengthValidator(LONGEST["phone"])], **common)
        case "longtext":
            return forms.CharField(max_length=LONGEST["longtext"], min_length=question.min_length or None, **common)
        case _:
            return forms.CharField(max_length=LONGEST["text"], **common)


def clean(question: Field, raw: Any, context: Context) -> Any:
    """The answer as a value: str, bool, date, time, tuple for a partial date, list for several; None when empty.

    Raises ValidationError with a sentence for the clerk.
    """
    if question.type in KEPT_ELSEWHERE:
        return raw or None
    judge = form_field(question, context)
    if question.repeat:
        typed = raw if isinstance(raw, list) else [raw]
        values = [judge.clean(one) for one in typed if one not in (None, "")]
        return list(dict.fromkeys(value for value in values if value not in (None, ""))) or None
    if question.type in ("multichoice",) and not isinstance(raw, list):
        raw = [raw] if raw else []
    if question.type not in ("multichoice", "partial_date") and isinstance(raw, (list, dict)):
        raise ValidationError(_("This answer cannot be read."))
    value = judge.clean(raw)
    if value in ("", [], (), None):
        return None
    return YES_NO[value] if question.type == "yesno" else value


def codes(question: Field, context: Context) -> Collection[str]:
    """Every code that can be chosen."""
    match question.type:
        case "country":
            return lists.countries(context.language)
        case "language":
            return lists.languages(context.language)
        case _ if question.options_from == "offices":
            return context.offices or [office.code for office in context.pack.offices]
        case _ if question.options_from:
            return [row.code for row in getattr(context.pack, question.options_from)]
        case _:
            return [option.code for option in question.options]


def options(question: Field, context: Context) -> list[Group]:
    """What can be chosen, grouped as it is shown."""
    if question.type == "country":
        every = lists.countries(context.language)
        return [
            Group(_("Most frequent"), [(code, every[code], "") for code in lists.FREQUENT_COUNTRIES]),
            Group(_("All countries"), [(code, name, "") for code, name in every.items()]),
        ]
    if question.type == "language":
        every = lists.languages(context.language)
        return [
            Group(_("Most frequent"), [(code, every[code], "") for code in lists.FREQUENT_LANGUAGES]),
            Group(_("All languages"), [(code, name, "") for code, name in every.items()]),
        ]
    if question.type == "yesno":
        return [Group("", [("yes", _("Yes"), ""), ("no", _("No"), "")])]
    if question.options_from == "needs":
        return _needs(context)
    if question.options_from == "offices":
        rows = [(office.code, office.name, "") for office in context.pack.offices]
        return [Group("", [row for row in rows if not context.offices or row[0] in context.offices])]
    if question.options_from:
        rows = getattr(context.pack, question.options_from)
        return [Group("", [(row.code, context.text(row.label), "") for row in rows])]
    return [
        Group("", [(o.code, context.text(o.label), context.text(o.help) if o.help else "") for o in question.options])
    ]


def _needs(context: Context) -> list[Group]:
    groups = {group.code: Group(context.text(group.label)) for group in context.pack.files.needs.group}
    for need in context.pack.needs:
        if not need.deprecated and not (need.restricted and context.hidden_needs):
            groups[need.group].options.append((need.code, context.text(need.label), ""))
    return [group for group in groups.values() if group.options]


def names(question: Field, context: Context) -> dict[str, str]:
    """Code → label of everything that can be chosen."""
    if question.type == "country":
        return lists.countries(context.language)
    if question.type == "language":
        return lists.languages(context.language)
    return {code: label for group in options(question, context) for code, label, _help in group.options}


def in_words(question: Field, raw: Any, context: Context) -> str:
    """An answer as a person reads it; "" when there is none or it cannot be read."""
    try:
        value = clean(question, raw, context)
    except ValidationError:
        return str(raw) if isinstance(raw, str) else ""
    if value is None or question.type in KEPT_ELSEWHERE:
        return ""
    if isinstance(value, list):
        labels = names(question, context) if question.type in ("multichoice", "choice", "country", "language") else {}
        return ", ".join(labels.get(one, str(one)) for one in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.date):
        return format_date(value, "long", locale=_locale(context))
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return partial_in_words(value, context)
    return (
        names(question, context).get(value, str(value))
        if question.type in ("choice", "country", "language")
        else str(value)
    )


def partial_in_words(value: tuple[int, int | None, int | None], context: Context) -> str:
    """A partial date as far as it is known: "1990", "marzo de 1990", "14 de marzo de 1990"."""
    year, month, day = value
    if month and day:
        return format_date(dt.date(year, month, day), "long", locale=_locale(context))
    if month:
        name = get_month_names("wide", locale=_locale(context))[month]
        return f"{name} {year}" if context.language.startswith("en") else f"{name} de {year}"
    return str(year)


def _locale(context: Context) -> str:
    return "en" if context.language.startswith("en") else "es_MX"
