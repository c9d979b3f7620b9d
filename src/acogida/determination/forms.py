"""What the pages of determination ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from acogida.cases.models import Claim
from acogida.determination.models import Interview, MaterialFact, Notification
from acogida.determination.models.draft import Section
from acogida.law import Pack
from acogida.law.model.forms import Field
from acogida.registration import lists


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def language_choices(language: str, first: list[str]) -> list[tuple[str, str]]:
    """Languages by name; those of the person come first."""
    every = lists.languages(language)
    ahead = list(dict.fromkeys([*first, *lists.FREQUENT_LANGUAGES]))
    return [(code, every.get(code, code)) for code in ahead] + [pair for pair in every.items() if pair[0] not in ahead]


class InterviewForm(forms.Form):
    """How the interview is held and who is there."""

    modality = forms.ChoiceField(label=_("How"), choices=Interview.Modality.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Place"), max_length=120, required=False, help_text=_("Room, or where the person is.")
    )
    language = forms.ChoiceField(label=_("Language of the interview"))
    interpreter_name = forms.CharField(label=_("Interpreter"), max_length=120, required=False)
    interpreter_undertaking = forms.BooleanField(
        label=_("The interpreter signed the undertaking of confidentiality and impartiality"), required=False
    )
    present = forms.CharField(
        label=_("Other persons present"), required=False, max_length=1000, widget=text_area(3),
        help_text=_("One a line: name, role. For example: Ana López, lawyer."),
    )  # fmt: skip

    def __init__(self, *args: Any, languages: list[tuple[str, str]], needs_interpreter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.needs_interpreter = needs_interpreter

    def clean_present(self) -> list[dict[str, str]]:
        people = []
        for line in self.cleaned_data["present"].splitlines():
            name, _comma, role = (part.strip() for part in line.partition(","))
            if name:
                people.append({"name": name[:120], "role": role[:120]})
        return people

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("interpreter_name") and not data.get("interpreter_undertaking"):
            self.add_error("interpreter_undertaking", _("Without the undertaking the interpreter cannot begin."))
        return data


class CloseForm(forms.Form):
    """The read-back at the end."""

    read_back = forms.BooleanField(label=_("The whole record was read back to the person"))
    read_back_by_interpreter = forms.BooleanField(
        label=_("The interpreter read it back in her language"), required=False
    )
    confirmed = forms.BooleanField(label=_("The person confirmed it, with the corrections noted"))
    with_claims = forms.ModelMultipleChoiceField(
        label=_("This interview also answers for"), required=False, queryset=Claim.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, derivatives: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["with_claims"]
        field.queryset = derivatives  # type: ignore[attr-defined]
        field.label_from_instance = lambda claim: claim.person.full_name  # type: ignore[attr-defined]


class FactForm(forms.Form):
    """A material fact and what is thought of it."""

    statement = forms.CharField(label=_("Fact"), widget=text_area(3), max_length=4000)
    entries = forms.MultipleChoiceField(
        label=_("Statements it rests on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence = forms.CharField(
        label=_("Evidence and country information"), required=False, widget=text_area(3), max_length=4000,
        help_text=_("One reference a line, with page and date."),
    )  # fmt: skip
    explanation = forms.CharField(
        label=_("What the person explained when a contradiction was put to her"), required=False, widget=text_area(3),
        max_length=4000,
    )  # fmt: skip
    result = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("Not assessed yet")), *MaterialFact.Result.choices]
    )
    reasons = forms.CharField(label=_("Reasons"), required=False, widget=text_area(4), max_length=8000)

    def __init__(self, *args: Any, entries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = entries  # type: ignore[attr-defined]
        for code, label in MaterialFact.Indicator.choices:
            self.fields[f"indicator_{code}"] = forms.ChoiceField(
                label=label, required=False, choices=[("", "–"), *MaterialFact.Reading.choices]
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("result") and not (data.get("reasons") or "").strip():
            self.add_error("reasons", _("A result needs its reasons."))
        return data

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        indicators = {code: data.pop(f"indicator_{code}", "") for code in MaterialFact.Indicator.values}
        data["indicators"] = {code: value for code, value in indicators.items() if value}
        data["entries"] = sorted(int(pk) for pk in data["entries"])
        return data

    @property
    def indicators(self) -> list[forms.BoundField]:
        return [self[f"indicator_{code}"] for code in MaterialFact.Indicator.values]


YES_NO = [("", "–"), ("yes", _("Yes")), ("no", _("No"))]


class AssessmentForm(forms.Form):
    """The pack's template as a form, with the outcome, its grounds and flags. Nothing is required to save: an
    assessment is written over days; what is missing is said beside it."""

    def __init__(self, *args: Any, pack: Pack, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack, self.language = pack, language
        outcomes = [(o.code, pack.text(o.label, language)) for o in pack.outcomes]
        grounds = [(g.code, pack.text(g.label, language)) for g in pack.grounds]
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Proposed outcome"), required=False, choices=[("", _("Not proposed yet")), *outcomes],
            widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields["grounds"] = forms.MultipleChoiceField(
            label=_("Grounds of the outcome"), required=False, choices=grounds, widget=forms.CheckboxSelectMultiple
        )
        self.fields["flags"] = forms.MultipleChoiceField(
            label=_("Flags"), required=False, choices=[("exclusion", _("There are indications of exclusion"))],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        for section in pack.assessment_template:
            for field in section.fields:
                if field.type != "facts":
                    self.fields[field.code] = self._field(field)

    def _field(self, field: Field) -> forms.Field:
        common: dict[str, Any] = {"label": self.pack.text(field.label, self.language), "required": False}
        if field.help:
            common["help_text"] = self.pack.text(field.help, self.language)
        match field.type:
            case "choice":
                return forms.ChoiceField(choices=[("", "–"), *self._options(field)], **common)
            case "multichoice":
                return forms.MultipleChoiceField(
                    choices=self._options(field), widget=forms.CheckboxSelectMultiple, **common
                )
            case "yesno":
                return forms.ChoiceField(choices=YES_NO, **common)
            case "date":
                return forms.DateField(widget=date_input(), **common)
            case "longtext":
                return forms.CharField(widget=text_area(4), max_length=40_000, **common)
            case _:
                return forms.CharField(max_length=500, **common)

    def _options(self, field: Field) -> list[tuple[str, str]]:
        match field.options_from:
            case "grounds":
                rows: Any = self.pack.grounds
            case "circumstances":
                rows = [c for ground in self.pack.grounds for c in ground.circumstances]
            case "outcomes":
                rows = self.pack.outcomes
            case _:
                rows = field.options
        return [(row.code, self.pack.text(row.label, self.language)) for row in rows]

    def values(self) -> dict[str, Any]:
        """The answers as they are kept: JSON values, dates in ISO."""
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in self.cleaned_data.items()
        }


class DraftForm(forms.Form):
    """The decision, part by part."""

    background = forms.CharField(label=Section.BACKGROUND.label, required=False, widget=text_area(6))
    facts = forms.CharField(label=Section.FACTS.label, required=False, widget=text_area(8))
    analysis = forms.CharField(label=Section.ANALYSIS.label, required=False, widget=text_area(14))
    complementary = forms.CharField(
        label=Section.COMPLEMENTARY.label, required=False, widget=text_area(8),
        help_text=_("Required whenever refugee status is not recognised."),
    )  # fmt: skip
    resolves = forms.CharField(
        label=Section.RESOLVES.label, required=False, widget=text_area(5), help_text=_("One point a line.")
    )


class CommentForm(forms.Form):
    section = forms.ChoiceField(label=_("Part"))
    text = forms.CharField(label=_("Comment"), widget=text_area(3), max_length=4000)

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = sections  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("What has to change"), widget=text_area(4), max_length=4000,
        help_text=_("The officer who drafted reads this with your comments."),
    )  # fmt: skip


class NotificationForm(forms.Form):
    """An act of notification."""

    method = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("Date"), widget=date_input())
    effective_on = forms.DateField(
        label=pgettext_lazy("notification", "Takes effect on"), required=False, widget=date_input(),
        help_text=_("Only for service that is not in person: the day the receipt shows, or that the law counts."),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language in which it was explained"))
    interpreter_name = forms.CharField(label=_("Interpreter"), max_length=120, required=False)
    copy_given = forms.BooleanField(label=_("The full text of the decision was handed over"), required=False)
    understood = forms.BooleanField(label=_("The person understood what was decided and how to appeal"), required=False)
    how_checked = forms.ChoiceField(
        label=_("How you made sure"), choices=Notification.Checked.choices, widget=forms.RadioSelect
    )
    receipt_signed = forms.BooleanField(label=_("The person signed the receipt"), required=False)
    remarks = forms.CharField(label=_("Remarks"), required=False, widget=text_area(3), max_length=2000)
    defect = forms.CharField(
        label=_("Something else that makes it invalid"), required=False, widget=text_area(2), max_length=2000,
        help_text=_("Leave empty when nothing went wrong. A defective notification is kept and starts no term."),
    )  # fmt: skip

    def __init__(self, *args: Any, pack: Pack, language: str, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        self.fields["method"].choices = [  # type: ignore[attr-defined]
            (method.code, pack.text(method.label, language)) for method in pack.notification_methods
        ]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        method = next((m for m in self.pack.notification_methods if m.code == data.get("method")), None)
        on, effective = data.get("on"), data.get("effective_on")
        if method and not method.personal and not effective:
            self.add_error("effective_on", _("Say from when this notification has effect."))
        if on and effective and effective < on:
            self.add_error("effective_on", _("It cannot take effect before it was made."))
        return data


class ExtensionForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect)
    amount = forms.IntegerField(label=_("Working days"), min_value=1)
    reason = forms.CharField(label=_("Reasons"), widget=text_area(4), max_length=2000)

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]
        self.fields["amount"] = forms.IntegerField(
            label=_("Working days"), min_value=1, max_value=most, initial=most,
            help_text=gettext("At most %(most)s working days.") % {"most": most},
        )  # fmt: skip


class WithdrawalForm(forms.Form):
    on = forms.DateField(label=_("Date"), widget=date_input())
    reason = forms.CharField(
        label=_("How the person withdrew"), widget=text_area(4), max_length=500,
        help_text=_("That it was free, informed and in writing, in a language that the person understands."),
    )  # fmt: skip
