"""The forms of consents and of the printed history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, User
from acogida.exchange.models import Agreement, Consent
from acogida.partners.sharing import words
from acogida.partners.sharing.consents import CONSULAR
from acogida.people.countries import language_name

OWN_NAMES = {"es": "Español", "en": "English", "fr": "Français", "ht": "Kreyòl ayisyen", "pt": "Português"}
MOST_BYTES = 10_000_000


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("In her language"), choices=list(OWN_NAMES.items()))


def agreed_acts(on: Any) -> list[tuple[str, str]]:
    """What can be consented to: the agreements in force that ask for consent, and notice to one's consulate."""
    language = get_language() or "es"
    rows = Agreement.objects.filter(consent_required=True, state=Agreement.State.AGREED).select_related("agency")
    acts = [
        (f"{row.agency_id}.{row.purpose}", f"{row.agency.name}: {row.in_words(language)}")
        for row in rows
        if row.covers(on)
    ]
    return [*sorted(set(acts)), (f".{CONSULAR}", words.purpose(CONSULAR, language))]


class ConsentForm(forms.Form):
    """One act, in her language, with evidence."""

    act = forms.ChoiceField(label=_("What she agrees to"))
    recipient = forms.CharField(
        label=_("Address it goes to"), max_length=200, required=False,
        help_text=_("Only for notice to her consulate: the e-mail or postal address, as it will be used."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language in which it was explained"))
    interpreter = forms.CharField(label=_("Interpreter"), max_length=120, required=False)
    evidence = forms.ChoiceField(
        label=pgettext_lazy("consent", "Evidence"), choices=Consent.Evidence.choices, widget=forms.RadioSelect
    )
    paper = forms.FileField(label=_("Signed page"), required=False, help_text=_("PDF or photograph, 10 MB at most."))
    witness = forms.ModelChoiceField(
        label=_("Second officer who heard it"), queryset=User.objects.none(), required=False
    )
    given_on = forms.DateField(label=_("Day on which she agreed"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until it is used once, or she takes it back."),
    )  # fmt: skip

    def __init__(self, office: Office, spoken: list[str], me: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = agreed_acts(office.today())  # type: ignore[attr-defined]
        codes = dict.fromkeys([*spoken, *words.LANGUAGES])
        self.fields["language"].choices = [(code, language_name(code)) for code in codes]  # type: ignore[attr-defined]
        colleagues = (
            User.objects.filter(office=office, is_active=True).exclude(pk=me.pk).order_by("first_name", "last_name")
        )
        self.fields["witness"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["witness"].label_from_instance = lambda user: user.name  # type: ignore[attr-defined]

    def clean_paper(self) -> Any:
        paper = self.cleaned_data["paper"]
        if paper is not None and paper.size > MOST_BYTES:
            raise forms.ValidationError(_("It is larger than 10 MB."))
        return paper

    def content(self) -> dict[str, Any]:
        """As `consents.record` wants it."""
        given = dict(self.cleaned_data)
        given["agency"], _dot, given["purpose"] = given.pop("act").partition(".")
        if paper := given["paper"]:
            given["paper"] = (paper.read(), paper.content_type)
        return given


class RevokeForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
