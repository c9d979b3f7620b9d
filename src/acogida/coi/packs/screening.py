"""Nothing that leads to a person stands in a pack: asked of every text that is written in one, of every document that is put
in one, and again of every file that is made of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from acogida.cases import packs
from acogida.coi.models import DocumentVersion
from acogida.coi.packs import references


def found(text: str) -> list[str]:
    """The numbers of cases and persons in a text, by the authority's pattern."""
    return references.found(text, packs.current().case_number)


def refuse(texts: Mapping[str, str]) -> None:
    """Raise ValidationError at the field that holds such a number."""
    problems = {
        field: _("Take the number out: no case and nobody's number is named in a pack.")
        for field, text in texts.items()
        if found(text)
    }
    if problems:
        raise ValidationError(problems)


def refuse_document(version: DocumentVersion) -> None:
    """Raise ValidationError when the text of a document, or what is written about it, holds one."""
    document = version.document
    said = (
        version.text,
        document.title,
        document.title_es,
        document.number,
        document.url,
        document.licence,
        version.edition,
    )
    if found("\n".join(said)):
        raise ValidationError(
            {"version": _("This document holds the number of a case or of a person: it cannot be put in a pack.")}
        )


def strings(value: Any) -> Iterable[str]:
    """Every text in a JSON value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield str(name)
            yield from strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings(each)
