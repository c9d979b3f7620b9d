"""Forms of packs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from acogida.coi.intake import countries
from acogida.coi.library.topics import topics_of
from acogida.coi.models import PackReview
from acogida.coi.packs.checklist import POINTS


def lines(label: Any, rows: int = 2, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class CountryField(forms.CharField):
    """A country by its name or code; the value is ISO 3166-1 alpha-2."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and (code := countries.alpha2(text)) is None:
            raise forms.ValidationError(_("There is no such country. Write its name or its three letters."))
        return code or "" if text else ""


class OpenForm(forms.Form):
    country = CountryField(
        label=_("Country"), max_length=80, help_text=_("Its name or its three letters, such as HND.")
    )
    profile = forms.ChoiceField(
        label=_("Profile"), required=False, help_text=_("Empty: the pack of the whole country.")
    )
    title = forms.CharField(label=pgettext_lazy("document", "Title"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "es"
        profiles = [(topic.code, topic.label(language)) for topic in topics_of("profile")]
        self.fields["profile"].choices = [("", "–"), *profiles]  # type: ignore[attr-defined]


class SuggestionForm(forms.Form):
    title = forms.CharField(label=_("Document"), max_length=300)
    url = forms.URLField(label=_("Where it is"), required=False, max_length=1000, assume_scheme="https")
    why = lines(_("Why it is missed"), help_text=_("About the country. Name nobody and no case."))


class NoteForm(forms.Form):
    note = lines(
        _("What this version says of itself"), 4, required=False,
        help_text=_("What is new and why; which sections have nothing, and what was sought."),
    )  # fmt: skip


class ReviewForm(forms.Form):
    """One tick and one note for each point of the checklist, then the verdict."""

    text = lines(_("To the colleague"), 3, required=False, help_text=_("Needed to return it."))
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[("approved", _("Issue it")), ("returned", _("Return it"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point in POINTS:
            self.fields[point.code] = forms.TypedChoiceField(
                label=point.label, help_text=point.help, choices=[("1", _("Yes")), ("0", _("No"))],
                coerce=lambda value: value == "1", widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"{point.code}_note"] = forms.CharField(label=_("Note"), required=False, max_length=600)

    @property
    def points(self) -> list[tuple[Any, Any]]:
        """Each point's two fields."""
        return [(self[point.code], self[f"{point.code}_note"]) for point in POINTS]

    def answers(self) -> dict[str, dict[str, Any]]:
        given = self.cleaned_data
        return {point.code: {"met": given[point.code], "note": given[f"{point.code}_note"]} for point in POINTS}

    @property
    def issues(self) -> bool:
        return bool(self.cleaned_data["verdict"] == PackReview.Verdict.APPROVED)


class ShareForm(forms.Form):
    recipient = forms.CharField(label=_("Authority that gets it"), max_length=200)
    country = CountryField(label=_("State it belongs to"), max_length=80)
    why = lines(_("What for"), help_text=_("The agreement, the request or the meeting. Name nobody and no case."))
