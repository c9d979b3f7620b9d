from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.certificates.acts import Act

MOST_BYTES = 12 * 1024 * 1024


class VerifyForm(forms.Form):
    """The text of a QR, or a file. Spaces count in the text of a QR: nothing is stripped."""

    text = forms.CharField(
        label=_("Text of the QR code"),
        required=False,
        strip=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(
        label=_("PDF or photo of the certificate"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large: 12 MB at most."))
        return file

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not self.errors and not (data.get("text") or "").strip() and not data.get("file"):
            raise forms.ValidationError(_("Scan the code, choose a file or type the text."))
        return data


class ActForm(forms.Form):
    """What is done to a certificate: why, in a code and in words; and whether the same for everybody in the case."""

    cause = forms.ChoiceField()  # in the first place; what may be the matter depends on the act
    reason = forms.CharField(label=_("Reason"), max_length=200)
    family = forms.BooleanField(label=_("The same for everybody in the case"), required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, act: Act, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if act.causes:
            self.fields["cause"] = forms.ChoiceField(
                label=_("Why"),
                choices=[(cause.value, cause.label) for cause in act.causes],
                required=False,  # the first, when nothing is chosen
            )
        else:
            del self.fields["cause"]
        if not act.together:
            del self.fields["family"]
