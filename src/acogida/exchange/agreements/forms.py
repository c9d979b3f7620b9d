"""The forms of agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acogida.exchange import wording
from acogida.exchange.agreements.models import Agreement
from acogida.exchange.messages import FIELDS
from acogida.exchange.models import Agency


def day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class AgreementForm(forms.Form):
    """What is agreed. The purpose's code and the agency are fixed once an agreement is there."""

    agency = forms.ChoiceField(label=_("Agency"))
    purpose = forms.RegexField(
        label=_("Purpose, as a code"), regex="^[a-z][a-z0-9_]{1,39}$",
        help_text=_("Small letters and underscores, such as verify_identity; the programs know it by this name."),
    )  # fmt: skip
    words_es = forms.CharField(
        label=_("What it is for, in plain Spanish"), max_length=200, help_text=_("The person reads this.")
    )
    words_en = forms.CharField(label=_("In English"), max_length=200, required=False)
    direction = forms.ChoiceField(label=_("Direction"), choices=Agreement.Direction.choices, widget=forms.RadioSelect)
    parties = forms.CharField(label=_("Parties"), max_length=300)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200, help_text=_("Instrument and article."))
    fields_said = forms.MultipleChoiceField(label=_("Data covered"), widget=forms.CheckboxSelectMultiple)
    consent_required = forms.BooleanField(label=_("Only with the person's consent to each act"), required=False)
    start = day(_("First day"))
    end = day(_("Last day"), required=False, help_text=_("Empty: until somebody ends it."))

    def __init__(self, *args: Any, former: Agreement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former = former
        self.fields["agency"].choices = [(a.pk, a.name) for a in Agency.objects.order_by("name")]  # type: ignore[attr-defined]
        choices = [(name, wording.field(name)) for name in FIELDS]
        self.fields["fields_said"].choices = choices  # type: ignore[attr-defined]
        if former is not None:
            for name in ("agency", "purpose"):
                del self.fields[name]

    def content(self) -> dict[str, Any]:
        """As `actions.agreements.propose` wants it. Words of other languages stay while the Spanish stays."""
        given = dict(self.cleaned_data)
        words = {"es": given.pop("words_es"), "en": given.pop("words_en")}
        if self.former is not None and self.former.words.get("es") == words["es"]:
            words = {**self.former.words, **{language: text for language, text in words.items() if text}}
        given["words"] = {language: text for language, text in words.items() if text}
        given["fields"] = given.pop("fields_said")
        return given

    @staticmethod
    def of(agreement: Agreement) -> dict[str, Any]:
        """What a new version begins with."""
        return {
            "words_es": agreement.words.get("es", ""), "words_en": agreement.words.get("en", ""),
            "direction": agreement.direction, "parties": agreement.parties, "legal_basis": agreement.legal_basis,
            "fields_said": agreement.fields, "consent_required": agreement.consent_required,
        }  # fmt: skip


class DecisionForm(forms.Form):
    accept = forms.TypedChoiceField(
        label=pgettext_lazy("agreement", "Decision"), choices=[("1", _("Agree")), ("0", _("Decline"))], coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to decline."),
    )  # fmt: skip


class EndForm(forms.Form):
    on = day(_("Last day"), help_text=_("From the next day on nothing leaves under it."))
    note = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
