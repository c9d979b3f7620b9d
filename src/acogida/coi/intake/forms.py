"""Forms of the intake: what is handed in, and what is confirmed of one file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from acogida.coi.intake import batches
from acogida.coi.intake.confirming import ANOTHER, Said
from acogida.coi.library import topics
from acogida.coi.library.forms import CountriesField, CountryField, day
from acogida.coi.models import Document, IntakeItem

MOST_TOGETHER = 300_000_000  # bytes of one upload
TYPES = ".pdf,.html,.htm,.docx,.txt,.json,.md"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of files, each checked like one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > batches.MOST_FILES:
            raise ValidationError(gettext("At most %(n)s files at a time.") % {"n": batches.MOST_FILES})
        if sum(each.size or 0 for each in given) > MOST_TOGETHER:
            raise ValidationError(gettext("At most %(n)s MB at a time.") % {"n": MOST_TOGETHER // 1_000_000})
        return list(given)


class IntakeForm(forms.Form):
    """What is handed in: files, a text, addresses; and what is known of all of it."""

    source = forms.CharField(
        label=_("Source"), max_length=200,
        help_text=_("Who published it. One that is not in the list is added as not assessed."),
        widget=forms.TextInput(attrs={"list": "known-sources", "autocomplete": "off"}),
    )  # fmt: skip
    papers = ManyFilesField(
        label=_("Files to bring in"), required=False,
        help_text=_("PDF (also scanned), web pages, Word, text and JSON. What a file is, is seen in the file."),
        widget=ManyFiles(attrs={"accept": TYPES}),
    )  # fmt: skip
    title = forms.CharField(label=_("Title of the text"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Or paste a text"), required=False, max_length=2_000_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    addresses = forms.CharField(
        label=_("Or web addresses, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = CountryField(
        label=_("Country"), required=False, help_text=_("Where the files name none themselves; it may stay empty.")
    )
    published = day(_("Published on"), required=False)
    restricted = forms.BooleanField(
        label=_("Not public: only for those who may read what is restricted"), required=False
    )

    def clean_addresses(self) -> list[str]:
        found = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        if len(found) > batches.MOST_ADDRESSES:
            raise ValidationError(gettext("At most %(n)s addresses at a time.") % {"n": batches.MOST_ADDRESSES})
        for each in found:
            if not _is_address(each):
                raise ValidationError(gettext("This is no web address: %(text)s") % {"text": each[:100]})
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (self.errors or data.get("papers") or data.get("text", "").strip() or data.get("addresses")):
            raise ValidationError(gettext("Choose files, paste a text, or write addresses."))
        return data

    def uploads(self) -> list[tuple[str, bytes]]:
        """Names and bytes of what was handed in."""
        found = [(each.name or "", each.read()) for each in self.cleaned_data["papers"]]
        if text := self.cleaned_data["text"].strip():
            title = self.cleaned_data["title"].strip()
            found.append((f"{title or gettext('Pasted text')}.txt", f"{title}\n\n{text}".strip().encode()))
        return found

    def way(self) -> str:
        """How most of it came."""
        return (
            "upload" if self.cleaned_data["papers"] else "paste" if self.cleaned_data["text"].strip() else "addresses"
        )


def _is_address(text: str) -> bool:
    try:
        split = urlsplit(text)
        return split.scheme in ("http", "https") and bool(split.hostname) and len(text) <= 1000 and " " not in text
    except ValueError:
        return False


class ItemForm(forms.Form):
    """What a person confirms or corrects of one file."""

    edition_of = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title in its own language"), max_length=500)
    kind = forms.ChoiceField(label=pgettext_lazy("document", "Kind"), choices=Document.Kind.choices)
    language = forms.RegexField(
        r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$",
        label=_("Language"),
        help_text=_("Its code: es, en, fr, pt, ht."),
        max_length=16,
    )
    published = day(_("Published on"), required=False)
    edition = forms.CharField(label=_("Edition"), max_length=120, required=False, help_text=_("Such as a year: 2025."))
    about = CountriesField(
        label=_("Countries it is about"), required=False, help_text=_("Names or codes with semicolons: Honduras; SLV.")
    )
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, item: IntakeItem, others: dict[Any, str], **kwargs: Any) -> None:
        kept = item.proposed
        begin = {
            **{name: kept.get(name, "") for name in ("title", "kind", "language", "published", "edition")},
            "about": kept.get("about", []), "topics": kept.get("topics", []),
            "edition_of": str(item.document_id) if item.document_id else "" if item.near else ANOTHER,
        }  # fmt: skip
        super().__init__(*args, **{**kwargs, "initial": begin})
        choices = [
            (str(pk), gettext("A new edition of “%(title)s”") % {"title": title}) for pk, title in others.items()
        ]
        self.fields["edition_of"].choices = [(ANOTHER, gettext("A document of its own")), *choices]  # type: ignore[attr-defined]
        language = get_language() or "es"
        every = [topic for axis in topics.AXES for topic in topics.topics_of(axis)]
        self.fields["topics"].choices = [(topic.code, topic.label(language)) for topic in every]  # type: ignore[attr-defined]

    def said(self) -> Said:
        """As `confirming.confirm` wants it."""
        return Said(**self.cleaned_data)
