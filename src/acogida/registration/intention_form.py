"""The form of a wish to claim: who came, how to reach them safely, and what the pack asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office
from acogida.cases.step_form import StepForm
from acogida.people.models import Sex
from acogida.registration.lists import countries, languages

COMPANIONS = 6  # more come to the counter as several households
PERSON = ("given_names", "first_surname", "second_surname", "sex", "birth_year")


class IntentionForm(StepForm):
    """Little is asked: who is afraid to wait must not wait for a form."""

    def __init__(self, *args: Any, offices: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = [("", "—")]
        self.fields["office"] = forms.ChoiceField(
            label=_("Office"), choices=[(office.code, office.name) for office in offices]
        )
        self.fields["nationality"] = forms.ChoiceField(
            label=_("Nationality"), required=False, choices=[*nobody, *countries(get_language() or "es").items()]
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), required=False, choices=[*nobody, *languages(get_language() or "es").items()]
        )
        self.fields["phone"] = forms.CharField(label=_("Telephone"), required=False, max_length=40)
        self.fields["safe_to_contact"] = forms.NullBooleanField(
            label=_("Safe to call or write"), required=False,
            help_text=_("Ask whether somebody else reads or answers it."),
        )  # fmt: skip
        for n in range(COMPANIONS + 1):
            self._person_fields(n)

    def _person_fields(self, n: int) -> None:
        self.fields[f"given_names_{n}"] = forms.CharField(label=_("Given names"), max_length=100, required=n == 0)
        self.fields[f"first_surname_{n}"] = forms.CharField(label=_("First surname"), max_length=100, required=False)
        self.fields[f"second_surname_{n}"] = forms.CharField(label=_("Second surname"), max_length=100, required=False)
        self.fields[f"sex_{n}"] = forms.ChoiceField(label=_("Sex"), choices=[("", "—"), *Sex.choices], required=False)
        self.fields[f"birth_year_{n}"] = forms.IntegerField(
            label=_("Year of birth"), min_value=1900, max_value=timezone.localdate().year, required=False
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for n in range(1, COMPANIONS + 1):
            if not given.get(f"given_names_{n}") and any(given.get(f"{name}_{n}") for name in PERSON[1:]):
                self.add_error(f"given_names_{n}", _("Write the given names, or leave the whole line empty."))
        return given

    def people(self) -> list[dict[str, Any]]:
        """Who came, in the order of the lines; how to reach them stands with the first."""
        data = self.cleaned_data
        rows = [{name: data.get(f"{name}_{n}") for name in PERSON} for n in range(COMPANIONS + 1)]
        found = [row for row in rows if row["given_names"]]
        found[0] |= {"phone": data["phone"], "safe_to_contact": data["safe_to_contact"]}
        return found

    def lines(self) -> list[list[Any]]:
        """The fields of each person, as the page draws them."""
        return [[self[f"{name}_{n}"] for name in PERSON] for n in range(COMPANIONS + 1)]

    def companions_open(self) -> bool:
        """Whether the page shows the lines of companions at once: somebody wrote there."""
        return any(self[f"{name}_{n}"].value() for name in PERSON for n in range(1, COMPANIONS + 1))


def earliest(today: dt.date) -> dt.date:
    """A wish may have been expressed to another authority before: a year back, no further."""
    return today - dt.timedelta(days=365)
