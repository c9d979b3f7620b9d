"""What the triage pages ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.determination.forms import date_input, text_area
from acogida.law import Pack
from acogida.people.models import Sex

# Signs that exclusion may have to be examined, as registers of asylum authorities name them. Noted, never concluded from.
FLAGS = {
    "military": _("Armed forces"),
    "police": _("Police or prison service"),
    "armed_group": _("Armed group"),
    "gang": _("Gang or organised crime"),
    "criminal_record": _("Criminal record"),
    "alleged_perpetrator": _("Alleged perpetrator"),
    "security": _("Security concern"),
}
OTHER_FLAGS = {"assessment": _("Raised in the assessment")}
PRIORITIES = {"urgent": _("Urgent"), "high": _("High"), "normal": _("Normal")}
TONES = {"urgent": "danger", "high": "warning", "normal": "secondary"}
AGE_GROUPS = {"0-4": "0–4", "5-11": "5–11", "12-17": "12–17", "18-59": "18–59", "60+": "60+", "": _("Not known")}
SEXES = {**dict(Sex.choices), "": _("Not known")}


class NotesForm(forms.Form):
    """What triage asks and registration does not."""

    detained = forms.BooleanField(label=_("Somebody of the case is detained"), required=False)
    identity_doubt = forms.BooleanField(label=_("It is doubted who somebody of the case is"), required=False)
    exclusion_flags = forms.MultipleChoiceField(
        label=_("Signs that exclusion may have to be examined"), required=False, choices=list(FLAGS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They conclude nothing: they keep the claim from being shortened."),
    )  # fmt: skip

    def __init__(self, *args: Any, asked: Collection[str], **kwargs: Any) -> None:
        """`asked`: the facts the tables use; the rest is not asked."""
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(asked):
            del self.fields[name]


class ModalityForm(forms.Form):
    """The person's decision."""

    modality = forms.ChoiceField(label=_("Modality"), widget=forms.RadioSelect)
    priority = forms.ChoiceField(label=_("Priority"), choices=list(PRIORITIES.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reasons"), required=False, max_length=2000, widget=text_area(3),
        help_text=_("Required when you decide otherwise than proposed, and for every later change."),
    )  # fmt: skip

    def __init__(self, *args: Any, pack: Pack, on: dt.date, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modality"].choices = [  # type: ignore[attr-defined]
            (each.code, pack.text(each.label, language)) for each in pack.modalities if each.in_force(on)
        ]


class ReportForm(forms.Form):
    """Which decisions the report is about."""

    since = forms.DateField(label=_("From"), widget=date_input())
    until = forms.DateField(label=_("To"), widget=date_input())
    office = forms.ChoiceField(label=_("Office"), required=False)

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("All")), *offices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("The end is before the beginning."))
        return data
