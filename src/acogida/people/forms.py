"""Correcting a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acogida.people.models import Basis, Person, Sex

FIELDS = (
    "given_names", "first_surname", "second_surname", "name_basis", "sex", "birth_year", "birth_month", "birth_day",
    "birth_estimated", "birth_basis", "birth_place", "phone", "email", "safe_to_contact", "address",
)  # fmt: skip


class SealForm(forms.Form):
    """Why a person is sealed, or opened again."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    sealed = forms.BooleanField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionForm(forms.Form):
    """What a clerk may correct, why, and the version the page was opened at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    given_names = forms.CharField(label=_("Given names"), max_length=100)
    first_surname = forms.CharField(label=_("First surname"), max_length=100, required=False)
    second_surname = forms.CharField(label=_("Second surname"), max_length=100, required=False)
    name_basis = forms.ChoiceField(label=_("Names are"), choices=Basis.choices)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices)
    birth_year = forms.IntegerField(label=_("Year of birth"), min_value=1900, max_value=2100, required=False)
    birth_month = forms.IntegerField(label=_("Month of birth"), min_value=1, max_value=12, required=False)
    birth_day = forms.IntegerField(label=_("Day of birth"), min_value=1, max_value=31, required=False)
    birth_estimated = forms.BooleanField(label=_("The date is estimated"), required=False)
    birth_basis = forms.ChoiceField(label=_("Date of birth is"), choices=Basis.choices)
    birth_place = forms.CharField(label=_("Place of birth"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    safe_to_contact = forms.NullBooleanField(label=_("Safe to contact"), required=False)
    address = forms.CharField(label=_("Address"), max_length=250, required=False)
    reason = forms.CharField(label=_("Reason for the correction"), max_length=300)

    @classmethod
    def of(cls, person: Person) -> dict[str, Any]:
        return {name: getattr(person, name) for name in FIELDS} | {"version": person.version}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        year, month, day = data.get("birth_year"), data.get("birth_month"), data.get("birth_day")
        if (month and not year) or (day and not month):
            raise ValidationError({"birth_year": _("Give the year before the month, and the month before the day.")})
        if year and month and day:
            try:
                born = dt.date(year, month, day)
            except ValueError:
                raise ValidationError({"birth_day": _("That month has no such day.")}) from None
            if born > timezone.localdate():
                raise ValidationError({"birth_year": _("The date of birth is in the future.")})
        return data

    def take_version(self, version: int) -> None:
        """Show the form again as typed, against the version that is saved now."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "version": str(version)}

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def differences(self, person: Person) -> list[tuple[str, str, str]]:
        """(label, theirs, mine) of what differs."""
        return [
            (str(self.fields[name].label), str(getattr(person, name) or "–"), str(self.cleaned_data[name] or "–"))
            for name in FIELDS
            if (getattr(person, name) or None) != (self.cleaned_data[name] or None)
        ]
