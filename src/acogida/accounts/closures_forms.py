"""Forms of closures and of rules switched by date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from acogida.accounts import authority, closures
from acogida.accounts.models import Closure, RuleSwitch, User
from acogida.law import load_pack

LONGEST = 366  # days; more is a mistyped year


class PeriodForm(forms.Form):
    """What every dated rule has."""

    start = forms.DateField(label=_("First day"), widget=forms.DateInput)
    end = forms.DateField(label=_("Last day"), widget=forms.DateInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("In words that the persons concerned will read.")
    )
    source = forms.CharField(
        label=_("Instrument"), min_length=3, max_length=200,
        help_text=_("The agreement, circular or ruling that orders it, with its date and where it was published."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end:
            if end < start:
                self.add_error("end", _("The last day is before the first."))
            elif end - start > dt.timedelta(days=LONGEST):
                self.add_error("end", _("That is more than a year."))
        years = load_pack(authority.pack_name()).files.calendar
        for name in ("start", "end"):
            if (day := data.get(name)) and not years.first_year <= day.year <= years.last_year:
                self.add_error(name, _("The legal calendar does not reach this year."))
        return data


class ClosureForm(PeriodForm):
    office = forms.ModelChoiceField(None, label=_("Office"), required=False)
    suspends_terms = forms.BooleanField(
        label=_("Terms are suspended, too"), required=False,
        help_text=_("Then terms in calendar days and months stand still as well, not only those in working days."),
    )  # fmt: skip
    field_order = ("office", "start", "end", "reason", "source", "suspends_terms")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = closures.may_change(user, None)
        office: Any = self.fields["office"]
        office.queryset = closures.offices_of(user)
        office.empty_label = _("All offices") if everywhere else _("Choose an office")
        office.required = not everywhere
        office.initial = None if everywhere else user.office_id

    def closure(self) -> Closure:
        """The closure as asked for, not saved."""
        data = self.cleaned_data
        return Closure(**{name: data[name] for name in self.field_order})


class SwitchForm(PeriodForm):
    code = forms.ChoiceField(label=_("Rule"))
    on = forms.TypedChoiceField(
        label=_("From the first day on"), coerce=lambda value: value == "on", widget=forms.RadioSelect,
        choices=[("on", _("the rule is in force")), ("off", _("the rule is not in force"))],
    )  # fmt: skip
    end = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput, help_text=_("Empty: until further notice.")
    )
    field_order = ("code", "on", "start", "end", "reason", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = list(switch_words().items())  # type: ignore[attr-defined]

    def switch(self) -> RuleSwitch:
        """The switching as asked for, not saved."""
        return RuleSwitch(**{name: self.cleaned_data[name] for name in self.field_order})


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why is it withdrawn?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def switch_words() -> dict[str, str]:
    """The rules of the pack that can be switched by date, in the language of the page."""
    pack = load_pack(authority.pack_name())
    language = get_language() or "es"
    return {code: pack.text(switch.label, language) for code, switch in pack.switches.items()}
