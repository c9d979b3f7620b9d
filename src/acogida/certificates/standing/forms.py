"""Recording an evidence, and taking one back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.certificates.requirements import matrix
from acogida.certificates.requirements.models import Evidence
from acogida.certificates.standing.queries import language
from acogida.files.media import ALLOWED, sniff
from acogida.people.models import Basis

MOST_BYTES = 12 * 1024 * 1024


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be recorded: each item with the evidence that satisfies it, "I11:utility_bill". A paper of the State is known
    from who issues it."""
    requirements, found = matrix.in_force(), []
    for item in requirements.items.values():
        ways = [requirements.evidence[code] for code in item.evidence if code in requirements.evidence]
        given = [(f"{item.code}:{way.code}", way.label.in_(language())) for way in ways if not way.document]
        if given:
            found.append((item.label.in_(language()), given))
    return found


class EvidenceForm(forms.Form):
    """What the person brought, said or signed. The file is optional: a copy is kept only where one was made."""

    what = forms.ChoiceField(label=_("What she gives"))
    on = forms.DateField(
        label=_("Date it bears"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Of the paper; for what she says or signs, today."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Expires on"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only if the paper says so; else it is reckoned."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Who issued it"), max_length=120, required=False, help_text=_("The institution; leave empty for what she says.")
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("Original or copy"), choices=Evidence.Form.choices, initial=Evidence.Form.ORIGINAL, widget=forms.RadioSelect
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("How well it is known"), choices=Basis.choices, initial=Basis.DOCUMENTED, widget=forms.RadioSelect
    )
    copy = forms.FileField(
        label=_("Scan or photo"), required=False, help_text=_("PDF, JPEG, PNG or WebP, 12 MB at most."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )  # fmt: skip

    def __init__(self, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["what"].choices = choices()  # type: ignore[attr-defined]

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("The date is in the future."))
        return on

    def clean_copy(self) -> Any:
        """The bytes, of a kind that is kept whatever the file is called; None without a file."""
        file = self.cleaned_data["copy"]
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large: 12 MB at most."))
        data = file.read()
        if sniff(data) not in ALLOWED:
            raise forms.ValidationError(_("Only JPEG, PNG and WebP pictures and PDF documents can be kept."))
        return data

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("on") and data.get("until") and data["until"] < data["on"]:
            self.add_error("until", _("It would end before it begins."))
        if data.get("copy") and data.get("form") == Evidence.Form.NONE:
            self.add_error("form", _("A file was chosen: say whether it is of an original or of a copy."))
        if data.get("what"):
            data["item"], data["evidence"] = data["what"].split(":", 1)
        return data


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
