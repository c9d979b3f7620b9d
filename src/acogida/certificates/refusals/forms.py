"""The forms of refusals: one page to write one down, one line to follow it up, the filters of list and figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.certificates.refusals import words
from acogida.certificates.refusals.models import FollowUp, Refusal
from acogida.certificates.refusals.queries import Filters

ALL = _("All")


def day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class RefusalForm(forms.Form):
    """What happened. Place and day are filled in with what is most likely; four answers are enough."""

    service = forms.ChoiceField(label=_("Who refused"), choices=Refusal.Service.choices, widget=forms.RadioSelect)
    organisation = forms.CharField(
        label=_("Its name"), max_length=120, required=False, help_text=_("The institution or company, not the employee."),
        widget=forms.TextInput(attrs={"list": "known-organisations", "autocomplete": "off"}),
    )  # fmt: skip
    document = forms.ChoiceField(label=_("Paper she showed"), required=False)
    reason = forms.ChoiceField(label=_("Reason they gave"), choices=Refusal.Reason.choices, widget=forms.RadioSelect)
    happened_on = day(_("Day"))
    region = forms.CharField(label=_("State"), max_length=60)
    municipality = forms.CharField(label=_("Municipality"), max_length=80, required=False)
    said = forms.CharField(
        label=_("What they said"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In a sentence, without names. It is shown on this refusal's own page alone."),
    )  # fmt: skip

    def __init__(self, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["document"].choices = list(words.documents().items())  # type: ignore[attr-defined]
        if known := words.regions():
            self.fields["region"] = forms.ChoiceField(label=_("State"), choices=list(known.items()))

    def clean_happened_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["happened_on"]
        if on > self.today:
            raise forms.ValidationError(_("The date is in the future."))
        return on


class FollowUpForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was done"), choices=FollowUp.Kind.choices, widget=forms.RadioSelect)
    on = day(_("Day"))
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("To whom, with what result; no names of private persons.")
    )  # fmt: skip

    def __init__(self, refusal: Refusal, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal, self.today = refusal, today

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("The date is in the future."))
        if on < self.refusal.happened_on:
            raise forms.ValidationError(_("That is before the refusal itself."))
        return on


class FilterForm(forms.Form):
    """The filters of the list."""

    state = forms.ChoiceField(
        label=_("Follow-up"), required=False,
        choices=[("waiting", _("Not closed yet")), ("all", ALL), *Refusal.State.choices],
    )  # fmt: skip
    service = forms.ChoiceField(label=_("Service"), required=False, choices=[("", ALL), *Refusal.Service.choices])
    document = forms.ChoiceField(label=_("Paper"), required=False)
    region = forms.ChoiceField(label=_("State"), required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    since = day(_("From"), required=False)
    until = day(_("Until"), required=False)

    def __init__(self, offices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = [(code or "none", label) for code, label in words.documents().items()]
        self.fields["document"].choices = [("", ALL), *papers]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", ALL), *words.regions().items()]  # type: ignore[attr-defined]
        self.fields["office"].choices = [("", ALL), *offices]  # type: ignore[attr-defined]

    def chosen(self) -> Filters:
        """The filter; what makes no sense is left out."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        state = given.pop("state", "waiting")
        return Filters(state="" if state == "all" else state, **given)


class PeriodForm(forms.Form):
    """What the figures count."""

    since = day(_("From"))
    until = day(_("Until"))
    office = forms.ChoiceField(label=_("Office"), required=False)

    def __init__(self, offices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", ALL), *offices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("It would end before it begins."))
        return data
