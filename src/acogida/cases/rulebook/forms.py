"""Forms of the pages of rules. Anything may be typed into a draft; only what would be lost is refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.law.loader import MODELS


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once: a list, empty when none was chosen."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in chosen]


class DraftForm(forms.Form):
    """Begin a draft: from the rules in force, or with files that replace its own."""

    note = forms.CharField(label=_("What changes, and why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    uploads = FilesField(  # type: ignore[assignment]
        label=_("Files"), required=False, help_text=_("A zip file, or one or several files such as clocks.toml.")
    )


class UploadForm(forms.Form):
    """Files for a draft there is."""

    uploads = FilesField(  # type: ignore[assignment]
        label=_("Files"), help_text=_("A zip file, or one or several files such as clocks.toml.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FileForm(forms.Form):
    """The text of one file."""

    text = forms.CharField(
        label=_("Text of the file"), required=False, strip=False, max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "autocapitalize": "off", "class": "rule-editor"}),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput)


class AdoptForm(forms.Form):
    """From which day."""

    effective_on = forms.DateField(label=_("Takes effect on"), widget=forms.DateInput(attrs={"type": "date"}))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Why cases move to other rules."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    pack = forms.CharField(max_length=64, widget=forms.HiddenInput)


FILE_NAMES = tuple(MODELS)
