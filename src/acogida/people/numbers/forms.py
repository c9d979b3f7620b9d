"""Typing a number from paper, keeping one as it is, choosing what ends soon, joining."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from acogida.people import curp
from acogida.people.models import IdentityNumber, Person
from acogida.people.numbers import joining, rules
from acogida.people.numbers.queries import AHEAD, SOON, ExpiringFilter

ASSIGNED, RENEWED, PERMANENT = "assigned", "renewed", "permanent"


class SlipForm(forms.Form):
    """What the paper says."""

    says = forms.ChoiceField(
        label=_("What the paper says"),
        choices=[
            (ASSIGNED, _("A number was assigned")),
            (RENEWED, _("The temporary number was renewed")),
            (PERMANENT, _("The number is permanent now")),
        ],
        widget=forms.RadioSelect,
        initial=ASSIGNED,
    )
    value = forms.CharField(
        label=_("Number (CURP)"),
        max_length=40,
        help_text=_("18 characters; spaces and small letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "font-monospace"}),
    )
    on = forms.DateField(label=_("Date on the paper"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("temporary", _("Temporary")), ("permanent", _("Permanent"))], initial="temporary"
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("Only if the paper says so; else it is reckoned."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    unlike_reason = forms.CharField(
        label=_("Why it is kept although it differs"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, person: Person, held: IdentityNumber | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.held = person, held
        self.differences: tuple[curp.Difference, ...] = ()
        if held is None or not held.temporary:
            self.fields["says"].choices = [(ASSIGNED, _("A number was assigned"))]  # type: ignore[attr-defined]
            self.fields["says"].widget = forms.HiddenInput()
        if not rules.most_renewals() or (held and held.renewals >= rules.most_renewals()):
            says = self.fields["says"]
            says.choices = [c for c in says.choices if c[0] != RENEWED]  # type: ignore[attr-defined]

    def clean_value(self) -> str:
        checked = curp.check(self.cleaned_data["value"])
        if not checked.valid:
            raise ValidationError([problem.text(rules.language()) for problem in checked.problems])
        return checked.curp

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        value, says, on = data.get("value"), data.get("says"), data.get("on")
        if on and on > self.person.office.today():
            self.add_error("on", _("The date is in the future."))
        if on and data.get("valid_until") and data["valid_until"] < on:
            self.add_error("valid_until", _("It would end before it begins."))
        if value and says in (RENEWED, PERMANENT) and self.held and value != self.held.value:
            self.add_error("value", _("This is not the number that is kept here: choose “A number was assigned”."))
        if value and says == ASSIGNED:
            self.differences = rules.differences(self.person, value)
            if self.differences and not data.get("unlike_reason", "").strip():
                self.add_error(
                    "unlike_reason", _("The number and the data differ: correct the data, or say why it is kept.")
                )
        return data


class KeepForm(forms.Form):
    reason = forms.CharField(label=_("Why it stays as it is"), max_length=300)


class ExpiringForm(forms.Form):
    """What the list of numbers about to expire shows."""

    days = forms.TypedChoiceField(label=_("Ends"), coerce=int, required=False, empty_value=None)
    office = forms.ChoiceField(label=_("Office"), required=False)
    state = forms.ChoiceField(
        label=_("Renewal"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("Can be asked for")),
            ("asked", _("Asked for")),
            ("used_up", _("No more possible")),
        ],
    )

    def __init__(self, offices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ahead = [(days, _("Within %(days)s days") % {"days": days}) for days in AHEAD]
        self.fields["days"].choices = [*ahead, (0, _("Already expired"))]  # type: ignore[attr-defined]
        self.fields["office"].choices = [("", _("All")), *offices]  # type: ignore[attr-defined]

    def chosen(self) -> ExpiringFilter:
        """The filter; what makes no sense is left out."""
        self.is_valid()
        data = self.cleaned_data
        days = data.get("days")
        return ExpiringFilter(SOON if days is None else days, data.get("office", ""), data.get("state", ""))


class JoiningForm(forms.Form):
    """The steps of one office."""

    steps = forms.MultipleChoiceField(
        choices=joining.Step.choices, required=False, widget=forms.CheckboxSelectMultiple, label=_("Steps")
    )


class LookupForm(forms.Form):
    """A number to look up; empty: by the person's data."""

    value = forms.CharField(label=_("Number (CURP)"), max_length=40, required=False)

    def clean_value(self) -> str:
        typed = self.cleaned_data["value"].strip()
        if not typed:
            return ""
        checked = curp.check(typed)
        if not checked.valid:
            raise ValidationError([problem.text(rules.language()) for problem in checked.problems])
        return checked.curp


class AnswersForm(forms.Form):
    """The file of answers."""

    file = forms.FileField(label=_("File with RENAPO's answers (CSV or JSON)"))
