"""What the pages of requests and answers ask for."""

from __future__ import annotations

from typing import Any

import pycountry
from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from acogida.cases.access import visible_to
from acogida.cases.models import Case
from acogida.coi.library.topics import topics_of
from acogida.coi.models import CoiRequest, CoiResponse, Finding, Sharing
from acogida.coi.models.response import Role
from acogida.coi.requests.checklist import ITEMS
from acogida.people.countries import country_name, language_name
from acogida.people.names import sort_key

FIRST = ("HN", "HT", "SV", "CU", "VE", "GT", "NI", "CO")  # most asked about; the others follow by name
LANGUAGES = ("es", "en", "fr", "pt")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def country_choices() -> list[tuple[str, str]]:
    """Countries by name, those most asked about first."""
    first = [(code, country_name(code)) for code in FIRST]
    others = [(each.alpha_2, country_name(each.alpha_2)) for each in pycountry.countries if each.alpha_2 not in FIRST]
    return [("", ""), *first, *sorted(others, key=lambda pair: sort_key(pair[1]))]


class AskForm(forms.Form):
    """A question to the COI unit."""

    country = forms.ChoiceField(label=_("Country"))
    area = forms.CharField(
        label=_("Part of the country"), max_length=120, required=False,
        help_text=_("As wide as it can be: a department rather than a village."),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("What it is for"), choices=CoiRequest.Purpose.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    question = forms.CharField(
        label=_("Question"), widget=_area(4), max_length=3000,
        help_text=_("About the country, never about a person. What happens, to whom in general, since when, and what the State does about it."),
    )  # fmt: skip
    sub_questions = forms.CharField(
        label=_("Its parts, one a line"), widget=_area(4), required=False, max_length=4000,
        help_text=_("Each part gets its own answer."),
    )  # fmt: skip
    background = forms.CharField(
        label=_("What the researcher must know"), widget=_area(3), required=False, max_length=3000,
        help_text=_("Without names, numbers, dates of birth, addresses or anything that tells who it is."),
    )  # fmt: skip
    period_from = forms.DateField(label=_("From"), widget=_day(), required=False)
    period_to = forms.DateField(label=_("To"), widget=_day(), required=False)
    topics = forms.MultipleChoiceField(label=_("Topics"), widget=forms.CheckboxSelectMultiple, required=False)
    consulted = forms.CharField(
        label=_("What you searched before asking"), widget=_area(3), max_length=2000,
        help_text=_("Which pack, answers and documents you read, and what you searched for."),
    )  # fmt: skip
    urgency_reason = forms.ChoiceField(
        label=_("Is it urgent?"), choices=CoiRequest.Reason.choices, widget=forms.RadioSelect, required=False
    )
    needed_by = forms.DateField(
        label=_("Needed by"), widget=_day(), required=False, help_text=_("The day of the interview or of the end of the term.")
    )  # fmt: skip
    risk = forms.BooleanField(
        label=_("Asking could put somebody in danger"), required=False,
        help_text=_("Somebody in the country, a source, a relative, a small community that would know who asks."),
    )  # fmt: skip
    risk_why = forms.CharField(label=_("What the danger is"), widget=_area(2), required=False, max_length=2000)
    not_to_contact = forms.CharField(label=_("Whom not to ask"), widget=_area(2), required=False, max_length=1000)
    consent_reference = forms.CharField(
        label=_("Consent"), max_length=120, required=False,
        help_text=_("Where it is kept, if the research wants the person's consent. Never her name or number."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the answer"), initial="es")
    sharing = forms.ChoiceField(
        label=_("Who may read the answer, at most"), choices=Sharing.choices, initial=Sharing.AUTHORITY,
        help_text=_("It is issued within the authority; the unit decides later whether it goes further."),
    )  # fmt: skip
    case = forms.CharField(
        label=_("Case"), max_length=32, required=False,
        help_text=_("Kept apart: the COI unit does not see it. The texts are checked against its names, numbers and dates."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, linked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        language = get_language() or "es"
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (t.code, t.label(language)) for axis in ("section", "element", "profile") for t in topics_of(axis)
        ]
        self.fields["language"].choices = [(code, language_name(code)) for code in LANGUAGES]  # type: ignore[attr-defined]
        if linked:
            del self.fields["case"]

    def clean_sub_questions(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["sub_questions"].splitlines() if line.strip()][:20]

    def clean_case(self) -> Case | None:
        number = self.cleaned_data["case"].strip()
        if not number:
            return None
        found = visible_to(self.user).filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(_("You see no case of this number."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("risk") and not data.get("risk_why", "").strip():
            self.add_error("risk_why", _("Say whom asking could put in danger, and why."))
        if data.get("urgency_reason") in ("interview", "appeal") and not data.get("needed_by"):
            self.add_error("needed_by", _("Say the day."))
        if data.get("period_from") and data.get("period_to") and data["period_to"] < data["period_from"]:
            self.add_error("period_to", _("The end is before the beginning."))
        return data

    @staticmethod
    def values_of(asked: CoiRequest) -> dict[str, Any]:
        """What the form shows of a request."""
        names = [name for name in AskForm.base_fields if name not in ("case", "sub_questions")]
        return {name: getattr(asked, name) for name in names} | {"sub_questions": "\n".join(asked.sub_questions)}


class HeadForm(forms.ModelForm):  # type: ignore[type-arg]
    """What stands around the statements of an answer."""

    class Meta:
        model = CoiResponse
        fields = ("summary", "period_from", "period_to", "cutoff", "method", "limits", "without_result", "sharing")
        labels = {
            "summary": _("Summary"), "period_from": _("Reference period from"), "period_to": _("to"),
            "cutoff": _("Information up to"), "method": _("Method"), "limits": _("Limits"),
            "without_result": _("Consulted without result"), "sharing": _("Who may read it, at most"),
        }  # fmt: skip
        help_texts = {
            "summary": _("Facts only: no advice on the outcome."),
            "method": _("Time spent, languages searched, whether machine translation was used."),
            "without_result": _("One source a line."),
        }  # fmt: skip
        widgets = {
            "summary": _area(4), "method": _area(3), "limits": _area(2), "without_result": _area(3),
            "period_from": _day(), "period_to": _day(), "cutoff": _day(),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = Sharing(self.instance.request.sharing).rank
        self.fields["sharing"].choices = [(s.value, s.label) for s in Sharing if s.rank <= level]  # type: ignore[attr-defined]


class FindingForm(forms.ModelForm):  # type: ignore[type-arg]
    """One statement."""

    class Meta:
        model = Finding
        fields = ("text", "certainty", "no_info", "sought", "contradictory", "material", "single_source")
        labels = {
            "text": _("Statement"), "certainty": _("How sure it is"), "no_info": _("No information was found"),
            "sought": _("Where it was sought"), "contradictory": _("Sources contradict each other"),
            "material": _("The answer depends on it"), "single_source": _("Only one source reports it: why that is so"),
        }  # fmt: skip
        help_texts = {
            "text": _("What sources report, in your own words; the words themselves go into the quotations."),
            "no_info": _("That nothing was found does not mean that nothing happened."),
            "material": _("Then it wants two independent origins, or a word on why there is one."),
        }  # fmt: skip
        widgets = {"text": _area(4), "sought": _area(2), "single_source": _area(2)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("no_info") and not data.get("sought", "").strip():
            self.add_error(
                "sought", _("Say where it was sought: that nothing was found does not mean that nothing happened.")
            )
        return data


class CiteForm(forms.Form):
    """The words of a passage that a statement rests on."""

    passage = forms.IntegerField(widget=forms.HiddenInput)
    quote = forms.CharField(label=_("Words quoted"), widget=_area(4), max_length=4000)
    role = forms.ChoiceField(label=_("What they do"), choices=Role.choices, initial=Role.SUPPORTS)
    origin = forms.CharField(
        label=_("Who first reported it"), max_length=120, required=False,
        help_text=_("Only where it is not the source itself: an outlet that quotes a report counts with that report."),
    )  # fmt: skip


class CommentForm(forms.Form):
    finding = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(label=_("Comment"), widget=_area(3), max_length=2000)

    def __init__(self, *args: Any, findings: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].choices = [("", _("The whole answer")), *findings]  # type: ignore[attr-defined]


class ExportForm(forms.Form):
    """For whom a file is."""

    to = forms.CharField(label=_("Recipient"), max_length=200)
    readers = forms.MultipleChoiceField(
        label=_("Countries of its readers"), widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Never the country it is about."),
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("File"), choices=[("pdf", pgettext_lazy("file", "PDF")), ("json", pgettext_lazy("file", "JSON"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].choices = country_choices()[1:]  # type: ignore[attr-defined]


def marks_of(data: Any) -> dict[str, dict[str, Any]]:
    """The checklist as it was sent."""
    return {
        item.code: {"ok": data.get(f"ok_{item.code}") == "1", "note": data.get(f"note_{item.code}", "")}
        for item in ITEMS
    }
