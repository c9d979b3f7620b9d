"""What a citation pins: the pages of the words, the translation that may be quoted beside them, what is printed of the document."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.coi.models import DocumentVersion, PackItem, Passage
from acogida.coi.quoting import exact, occurs
from acogida.coi.translating import citable
from acogida.coi.translating.origin import ORIGIN
from acogida.determination.country_words import MACHINE, OWN
from acogida.languages.models import Translation
from acogida.languages.queries import latest

TARGET = "es"


def approved(passage: Passage) -> Translation | None:
    """The approved translation of a passage, made of its very words, if there is one."""
    return citable(passage, TARGET)


def verified(passage: Passage, translation: Translation | None, quote: str) -> str:
    """The words of the approved translation that `quote` names. Raises Refused."""
    if translation is None:
        raise Refused([
            _("The translation of this passage is not approved. A machine translation can be quoted only when a person has"
              " edited it and another has approved it.")
        ])  # fmt: skip
    words = exact(translation.text, quote)
    if words is None:
        raise Refused([_("These words are not in the approved translation. Quote it word for word.")])
    return words


def holds(passage: Passage, quote: str) -> bool:
    """Whether the approved translation of the passage says `quote`."""
    translation = approved(passage)
    return bool(translation and quote.strip() and occurs(translation.text, quote))


def is_draft_translation(passage: Passage, quote: str) -> bool:
    """Whether `quote` comes from a translation that nobody approved."""
    translation = latest(ORIGIN, [passage.pk], TARGET).get(passage.pk)
    return bool(translation and not translation.approved and quote.strip() and occurs(translation.text, quote))


def pages_of(version: DocumentVersion, start: int, end: int) -> tuple[int | None, int | None]:
    """The pages on which [start, end) of the text stands, from 1; None of a document without pages."""
    numbers = [n for n, (first, last) in enumerate(version.pages, 1) if first < end and start < last]
    return (numbers[0], numbers[-1]) if numbers else (None, None)


def printed(version: DocumentVersion, item: PackItem | None, translation: Translation | None) -> dict[str, Any]:
    """What is printed of a document, as it is called today."""
    document = version.document
    published = f"{version.published_on:%d-%m-%Y}" if version.published_on else ""
    words = {
        "source": str(document.source), "title": str(document), "edition": version.edition or published,
        "language": version.standing.language,
    }  # fmt: skip
    if item:
        words |= {"pack": item.version.label, "item": item.number}
    if translation and translation.approved_by:
        words |= {"translated": MACHINE if translation.engine else OWN, "translated_by": translation.approved_by.name}
    return words


def country_of(claim: Claim) -> str:
    """The country a claim is about: the case's where the person is of it, else the first of hers."""
    codes = claim.person.nationality_codes
    return claim.case.nationality if claim.case.nationality in codes or not codes else codes[0]
