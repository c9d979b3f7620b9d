"""Forms of the library. What they hold is checked again where it is done."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from acogida.coi.intake.countries import alpha2
from acogida.coi.library import rules, topics
from acogida.coi.library.actions.sources import CRITERIA, GRID
from acogida.coi.library.words import CRITERION_WORDS, GRID_WORDS, RATING_WORDS
from acogida.coi.models import CountryFlag, Document, Feedback, Source
from acogida.people.countries import country_name


def day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


def lines(label: Any, rows: int = 2, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class CountriesField(forms.CharField):
    """Names or codes of countries with semicolons between them; a list of codes comes out."""

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else "; ".join(country_name(code) for code in value)

    def to_python(self, value: Any) -> Any:
        said = [part.strip() for part in re.split(r"[;\n]", value or "") if part.strip()]
        found = {part: alpha2(part) for part in said}
        if strange := [part for part, code in found.items() if code is None]:
            raise ValidationError(gettext("No such country: %(names)s.") % {"names": "; ".join(strange)})
        return list(dict.fromkeys(code for code in found.values() if code))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """The list holds nothing but codes."""


class CountryField(CountriesField):
    """One country; its code comes out, or nothing."""

    def prepare_value(self, value: Any) -> Any:
        return country_name(value) if value and alpha2(value) == value else value

    def to_python(self, value: Any) -> str:
        found = super().to_python(value)
        if len(found) > 1:
            raise ValidationError(gettext("One country only."))
        return found[0] if found else ""


class LanguagesField(forms.CharField):
    """Codes of languages (BCP 47) with commas between them; a list comes out."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        said = [part for part in re.split(r"[\s,;]+", (value or "").lower()) if part]
        if strange := [part for part in said if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", part)]:
            raise ValidationError(gettext("No code of a language: %(codes)s.") % {"codes": ", ".join(strange)})
        return said

    def validate(self, value: Any) -> None:
        """It may be empty."""

    def run_validators(self, value: Any) -> None:
        """Every part was looked at already."""


class SourceForm(forms.Form):
    """How a source is described."""

    name = forms.CharField(label=_("Name in its own language"), max_length=200)
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=200, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("source", "Kind"), choices=Source.Kind.choices)
    country = CountryField(label=_("Country where it is at home"), required=False)
    languages = LanguagesField(
        label=_("Languages it writes in"), required=False, help_text=_("Codes with commas: es, en, fr.")
    )
    url = forms.URLField(label=_("Web address"), max_length=500, required=False, assume_scheme="https")
    priority = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=[(n, str(n)) for n in (1, 2, 3, 4)],
        help_text=_("1 and 2 are looked at as often as their countries, 3 half as often, 4 a quarter as often."),
    )  # fmt: skip
    check_every_days = forms.IntegerField(
        label=_("Or look at it every so many days"), min_value=1, max_value=999, required=False
    )
    owner = forms.CharField(label=pgettext_lazy("source", "Owner"), max_length=200, required=False)
    legal_status = forms.CharField(label=_("Legal status"), max_length=200, required=False)
    mandate = lines(_("Mandate"), required=False)
    scope = lines(_("What it covers, and how often it publishes"), required=False)
    funding = lines(_("Who pays for it"), required=False)
    motivation = lines(_("What it wants to achieve"), required=False)
    methodology = lines(_("How it works"), required=False)
    field_presence = lines(_("Where it has people of its own"), required=False)
    reputation = lines(_("What others say of it"), required=False)
    known_bias = lines(_("Known leanings"), required=False)
    dubious = forms.BooleanField(label=_("Doubtful: to be used with care"), required=False)
    dubious_reason = lines(_("Why it is doubtful"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    PARTS = (
        (_("Who it is"), ("name", "name_es", "kind", "country", "languages", "url", "owner", "legal_status")),
        (_("What it writes"), ("mandate", "scope")),
        (_("Why it writes"), ("funding", "motivation", "known_bias")),
        (_("How it works"), ("methodology", "field_presence", "reputation", "dubious", "dubious_reason")),
        (_("When it is looked at"), ("priority", "check_every_days")),
    )

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """The fields by question, for the page."""
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=Source.Status.choices)
    status_reason = lines(_("Reason"), required=False)


class AssessmentForm(forms.Form):
    """Who, what, why, how, when, and how strong it is by each criterion."""

    document = forms.ModelChoiceField(
        Document.objects.none(), label=_("Of one document only"), required=False,
        empty_label=_("No, of the source as a whole"),
    )  # fmt: skip
    text = lines(_("In sum"), required=False)
    next_review = day(_("Look at it again on"), required=False)

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        for name in GRID:
            title, hint = GRID_WORDS[name]
            self.fields[name] = lines(title, help_text=hint, required=False)
        for name in CRITERIA:
            title, hint = CRITERION_WORDS[name]
            self.fields[name] = forms.TypedChoiceField(
                label=title, help_text=hint, coerce=int, empty_value=None, required=False,
                choices=[("", "–"), *[(n, f"{n} · {word}") for n, word in RATING_WORDS.items()]],
            )  # fmt: skip
        self.order_fields([*GRID, *CRITERIA, "text", "document", "next_review"])

    def grid(self) -> list[Any]:
        return [self[name] for name in GRID]

    def criteria(self) -> list[Any]:
        return [self[name] for name in CRITERIA]


class DocumentForm(forms.Form):
    """What is known of a document."""

    title = forms.CharField(label=_("Title in its own language"), max_length=500)
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=500, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("document", "Kind"), choices=Document.Kind.choices)
    number = forms.CharField(label=_("Number"), max_length=80, required=False)
    about = CountriesField(
        label=_("Countries it is about"), required=False, help_text=_("Names or codes with semicolons: Honduras; SLV.")
    )
    mentioned = CountriesField(label=_("Countries it mentions"), required=False)
    url = forms.URLField(label=_("Web address"), max_length=1000, required=False, assume_scheme="https")
    licence = forms.CharField(label=_("Licence"), max_length=200, required=False)
    access = forms.ChoiceField(label=_("Who may read it"), choices=Document.Access.choices)
    origin_key = forms.CharField(
        label=_("Who first reported it"), max_length=120, required=False,
        help_text=_("Where it repeats somebody else. Two documents with one origin count once when one backs the other."),
    )  # fmt: skip
    superseded_by = forms.ModelChoiceField(
        Document.objects.none(), label=_("Replaced by another document"), required=False, empty_label=_("No")
    )
    section = forms.MultipleChoiceField(label=_("Sections"), required=False, widget=forms.CheckboxSelectMultiple)
    element = forms.MultipleChoiceField(
        label=_("Elements of the definition"), required=False, widget=forms.CheckboxSelectMultiple
    )
    profile = forms.MultipleChoiceField(label=_("Profiles"), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["superseded_by"].queryset = others  # type: ignore[attr-defined]
        language = get_language() or "es"
        for axis in topics.AXES:
            choices = [(topic.code, topic.label(language)) for topic in topics.topics_of(axis)]
            self.fields[axis].choices = choices  # type: ignore[attr-defined]

    def content(self) -> dict[str, Any]:
        """As `actions.edit_document` wants it."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in {"about", "mentioned", "version"}
        }
        given["topics"] = [code for axis in topics.AXES for code in given.pop(axis)]
        return given

    @staticmethod
    def of(document: Document, countries: dict[str, list[str]]) -> dict[str, Any]:
        """What the form begins with. `countries`: codes by role."""
        plain = ("title", "title_es", "kind", "number", "url", "licence", "access", "origin_key", "version")
        held = set(document.topics)
        return {
            **{name: getattr(document, name) for name in plain}, "superseded_by": document.superseded_by_id,
            "about": countries.get("main", []), "mentioned": countries.get("mentioned", []),
            **{axis: [t.code for t in topics.topics_of(axis) if t.code in held] for axis in topics.AXES},
        }  # fmt: skip


class FlagForm(forms.Form):
    kind = forms.ChoiceField(label=_("What happened"), choices=CountryFlag.Kind.choices)
    on = day(_("Day of the event"))
    text = lines(_("In words"), help_text=_("For everybody who relies on information about this country."))
    source_url = forms.URLField(label=_("Where it is reported"), max_length=1000, required=False, assume_scheme="https")


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(label=_("Priority"), choices=[(letter, letter) for letter in rules.PRIORITIES])
    reason = forms.CharField(label=_("Reason"), max_length=300)


class FeedbackForm(forms.Form):
    kind = forms.ChoiceField(choices=Feedback.Kind.choices)
    topic = forms.ChoiceField(label=_("Section"), required=False)
    text = forms.CharField(label=_("What is missing, or wrong"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "es"
        sections = [(topic.code, topic.label(language)) for topic in topics.topics_of("section")]
        self.fields["topic"].choices = [("", "–"), *sections]  # type: ignore[attr-defined]
