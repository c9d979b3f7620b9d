"""The form of a step of the procedure: its date, and what the pack asks."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

import pycountry
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from acogida.law import Pack, StepField, Transition
from acogida.law.answers import PREFIX, TEXT_MOST, asked, check_answers, is_empty, options_of
from acogida.people.countries import country_name
from acogida.people.names import sort_key

ANSWER = "a_"  # before each answer's code: no code of a pack can be taken for a field of ours
LONG_LIST = 12  # more options than this are a select, not a page of radio buttons
ISO = ["%Y-%m-%d"]


class StepForm(forms.Form):
    """A step's key, legal date and answers. `answers` after validation are JSON values by code, of the fields that were
    asked; `on` is the legal date."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    use_required_attribute = False  # a question that is hidden must not keep the form from being sent

    def __init__(self, *args: Any, rule: Transition, pack: Pack, today: dt.date, since: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule, self.pack, self.today, self.since = rule, pack, today, since
        self.answers: dict[str, Any] = {}
        self.on = today
        codes = {field.code for field in rule.fields}
        self.date_name = f"{ANSWER}{rule.date_field}" if rule.date_field in codes else "on"
        if self.date_name == "on":
            self.fields["on"] = _date(gettext_lazy("Legal date"), required=True)
        for field in rule.fields:
            self.fields[f"{ANSWER}{field.code}"] = form_field(field, pack)
        if not rule.fields:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
            )
        legal = self.fields[self.date_name]
        legal.required = True
        legal.initial = today
        legal.widget.attrs |= {"max": today.isoformat(), "min": since.isoformat()}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        answers = {
            field.code: value
            for field in self.rule.fields
            if not is_empty(value := as_json(given.get(f"{ANSWER}{field.code}")))
        }
        shown = asked(self.rule, answers)
        for code, visible in shown.items():
            if not visible:  # nobody saw the question: what stands there is no answer, and no mistake
                answers.pop(code, None)
                self.errors.pop(f"{ANSWER}{code}", None)
        for refusal in check_answers(self.rule, answers, self.pack):
            name = ANSWER + refusal.code.removeprefix(PREFIX)
            if name not in self.errors:
                self.add_error(name, self.pack.text(refusal.message, _language()))
        self._judge_date(given.get(self.date_name))
        if reason := given.get("reason"):
            answers["reason"] = reason
        self.answers = answers
        return given

    def _judge_date(self, on: dt.date | None) -> None:
        """The legal date of a step lies between the presentation and today."""
        if on is None:
            return
        self.on = on
        if on > self.today:
            self.add_error(self.date_name, _("The date is in the future."))
        elif on < self.since:
            self.add_error(self.date_name, _("The date is before the presentation of the claim."))

    def payload(self) -> dict[str, Any]:
        """What the event keeps: the answers, and the legal date under the name the pack gives it."""
        dated = {self.rule.date_field: self.on.isoformat()} if self.rule.date_field else {}
        return {**dated, **self.answers}

    def shown(self) -> dict[str, bool]:
        """Which questions are asked now, given what stands in the form (sent or not)."""
        answers = {field.code: as_json(self._value(field)) for field in self.rule.fields}
        return asked(self.rule, {code: value for code, value in answers.items() if not is_empty(value)})

    def _value(self, field: StepField) -> Any:
        name = f"{ANSWER}{field.code}"
        if not self.is_bound:
            return self.get_initial_for_field(self.fields[name], name)
        try:
            return self.fields[name].clean(self[name].data)
        except forms.ValidationError:
            return None

    def rows(self) -> list[dict[str, Any]]:
        """The answers' fields as the page draws them: the bound field and its code; the hidden ones stay in place."""
        shown = self.shown()
        return [
            {"code": field.code, "bound": self[f"{ANSWER}{field.code}"], "shown": shown[field.code]}
            for field in self.rule.fields
        ]


def form_field(field: StepField, pack: Pack) -> forms.Field:
    """The form field of one answer."""
    label, required = pack.text(field.label, _language()), field.required
    more: dict[str, Any] = {
        "label": label,
        "required": required,
        "help_text": pack.text(field.help, _language()) if field.help else "",
        "error_messages": {"required": _("“%(question)s” is missing.") % {"question": label}},
    }
    if field.type == "date":
        return _date(**more)
    if field.type == "yesno":
        return forms.TypedChoiceField(
            choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes", empty_value=None,
            widget=forms.RadioSelect, **more,
        )  # fmt: skip
    if field.type == "number":
        return forms.IntegerField(min_value=field.min, max_value=field.max, **more)
    if field.type in ("choice", "office", "country"):
        choices = countries(_language()) if field.type == "country" else _options(field, pack)
        if len(choices) > LONG_LIST:
            return forms.ChoiceField(choices=[("", "—"), *choices], **more)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **more)
    if field.type == "multichoice":
        return forms.MultipleChoiceField(choices=_options(field, pack), widget=forms.CheckboxSelectMultiple, **more)
    widget = forms.Textarea(attrs={"rows": 5}) if field.type == "longtext" else forms.TextInput()
    return forms.CharField(max_length=TEXT_MOST[field.type], widget=widget, **more)


def as_json(value: Any) -> Any:
    """A cleaned value as it stands in an event."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, (list, tuple)) else value


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=ISO, widget=forms.DateInput(attrs={"type": "date"}, format=ISO[0]), **more
    )


def _options(field: StepField, pack: Pack) -> list[tuple[str, str]]:
    return [(code, pack.text(label, _language())) for code, label in options_of(field, pack)]


@lru_cache(maxsize=4)
def countries(language: str) -> list[tuple[str, str]]:
    """Every country by code and name, in alphabetical order; the key is the language they are named in."""
    codes = [country.alpha_2 for country in pycountry.countries if re.fullmatch("[A-Z]{2}", country.alpha_2)]
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: sort_key(pair[1]))


def _language() -> str:
    return get_language() or "es"
