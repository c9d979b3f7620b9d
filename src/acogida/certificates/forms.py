from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
