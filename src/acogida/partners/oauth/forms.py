"""Forms of administrators."""

from __future__ import annotations

from typing import Any

import pycountry
from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.partners.oauth import wording
from acogida.people.countries import country_name

OVERLAPS = (("0", _("At once")), ("24", _("After a day")), ("168", _("After a week")))


class ClientForm(forms.Form):
    """One system of an agency: what it may ask is what agreements in force cover."""

    name = forms.CharField(label=_("Which system"), max_length=80, help_text=_("Such as: registration of members"))
    scopes = forms.MultipleChoiceField(label=_("What it may ask"), widget=forms.CheckboxSelectMultiple)
    addresses = forms.CharField(
        label=_("Where it may have itself called"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One address a line, with https://. Only below these addresses is it told what happens."),
    )  # fmt: skip

    def __init__(self, *args: Any, possible: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["scopes"]
        chosen.choices = [(scope, f"{wording.scope(scope)} ({scope})") for scope in possible]

    def clean_addresses(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]


class AgencyForm(forms.Form):
    """An agency nothing was agreed with yet."""

    name = forms.CharField(label=_("What it is called"), max_length=120)
    code = forms.CharField(
        label=_("Short code"),
        max_length=20,
        help_text=_("Letters and digits, such as imss. It cannot be changed later."),
    )
    country = forms.ChoiceField(
        label=_("State it belongs to"), help_text=_("Whoever has fled from that State is never told of to it."),
    )  # fmt: skip
    addresses = forms.CharField(
        label=_("Its addresses"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("On the net or on paper, one a line: what they say of a State counts as well."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["country"]
        named = sorted((country_name(each.alpha_2), each.alpha_2) for each in pycountry.countries)
        chosen.choices = [("MX", country_name("MX")), *((code, name) for name, code in named if code != "MX")]

    def clean_code(self) -> str:
        """Codes are small letters."""
        return str(self.cleaned_data["code"]).strip().lower()

    def clean_addresses(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]


class SecretForm(forms.Form):
    """A new secret."""

    overlap_hours = forms.TypedChoiceField(
        label=_("The former secret stops"), choices=OVERLAPS, coerce=int, widget=forms.RadioSelect, initial="0",
        help_text=_("At once when somebody else may have it; later when a change was agreed."),
    )  # fmt: skip


class RevokeForm(forms.Form):
    """Why access is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
