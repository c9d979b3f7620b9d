"""What is asked of the population register from its page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acogida.people import curp
from acogida.people.models import Sex
from acogida.people.numbers import rules


class QueryForm(forms.Form):
    """A number, or who somebody is."""

    value = forms.CharField(label=_("Number (CURP)"), max_length=40, required=False)
    given_names = forms.CharField(label=_("Given names"), max_length=100, required=False)
    first_surname = forms.CharField(label=_("First surname"), max_length=100, required=False)
    second_surname = forms.CharField(label=_("Second surname"), max_length=100, required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *Sex.choices], required=False)

    def clean_value(self) -> str:
        typed = self.cleaned_data["value"].strip()
        if not typed:
            return ""
        checked = curp.check(typed)
        if not checked.valid:
            raise ValidationError([problem.text(rules.language()) for problem in checked.problems])
        return checked.curp

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "value" in data and not data["value"] and not (data.get("given_names") and data.get("first_surname")):
            raise ValidationError(_("Write a number, or at least the given names and the first surname."))
        return data
