"""TBX, the exchange format of termbases (ISO 30042): read in the forms of 2008 and 2019, written in that of 2019. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from acogida.languages.terms.matching import ADMITTED, FORBIDDEN, PREFERRED
from acogida.languages.terms.rows import Row
from acogida.languages.xml_in import XML_LANG, clean, drop, events, name, tidy

STATUS = {
    "preferredterm-admn-sts": PREFERRED,
    "admittedterm-admn-sts": ADMITTED,
    "deprecatedterm-admn-sts": FORBIDDEN,
    "supersededterm-admn-sts": FORBIDDEN,
    "preferred": PREFERRED,
    "admitted": ADMITTED,
    "deprecated": FORBIDDEN,
    "notrecommended": FORBIDDEN,
}
WRITTEN = {PREFERRED: "preferredTerm-admn-sts", ADMITTED: "admittedTerm-admn-sts", FORBIDDEN: "deprecatedTerm-admn-sts"}
ENTRIES = ("termEntry", "conceptEntry")


def read(file: IO[bytes], source_language: str = "en") -> Iterator[Row | tuple[str, str]]:
    """The terms of a TBX file, each from `source_language` (or else the first language of its entry) into every other;
    (where, why code) for an entry that says nothing usable. Raises Unreadable."""
    number = 0
    for event, element in events(file, "tbx", "martif"):
        if event == "end" and name(element) in ENTRIES:
            number += 1
            yield from _rows(element, source_language, element.get("id") or str(number))
            drop(element)


def _rows(entry: Any, source_language: str, where: str) -> Iterator[Row | tuple[str, str]]:
    terms: list[tuple[str, str, str]] = []
    told: dict[str, tuple[str, str]] = {}
    for element in entry.iter():
        if name(element) == "term" and (text := " ".join((element.text or "").split())):
            terms.append((_language(element), text, _status(element)))
            told[text] = (_told(entry, element, "subjectField")[:120], _told(entry, element, "note", "definition"))
    languages = list(dict.fromkeys(language for language, _text, _status in terms))
    if len(languages) == 1 and languages[0] and all(status == FORBIDDEN for _language, _text, status in terms):
        # Words that must not be used whatever they translate.
        yield from (
            Row(source_language, languages[0], "", text, FORBIDDEN, *told[text], where) for _l, text, _s in terms
        )
        return
    if len(languages) < 2 or not all(languages):
        yield where, "one_language"
        return
    of = next((one for one in languages if one.split("-")[0] == source_language.split("-")[0]), languages[0])
    # A word that is itself deprecated in the source language is no way to ask for the other.
    sources = [text for language, text, status in terms if language == of and status != FORBIDDEN]
    for language, text, status in terms:
        if language != of:
            for source in sources:
                yield Row(of, language, source, text, status, *told[text], where)


def _language(element: Any) -> str:
    while element is not None:
        if code := element.get(XML_LANG) or element.get("lang"):
            return tidy(code)
        element = element.getparent()
    return ""


def _group(term: Any) -> Any:
    """What surrounds one term: its tig, ntig or termSec."""
    group = term.getparent()
    return group.getparent() if name(group) == "termGrp" else group


def _told(entry: Any, term: Any, *kinds: str) -> str:
    """A note beside the term, or else one of the whole entry."""
    for within in (_group(term).iter(), entry):
        for element in within:
            if name(element) in kinds or (isinstance(element.tag, str) and element.get("type") in kinds):
                return " ".join((element.text or "").split())
    return ""


def _status(term: Any) -> str:
    """Of the notes beside a term."""
    for element in _group(term).iter():
        if isinstance(element.tag, str) and (element.get("type") or name(element)) in (
            "administrativeStatus",
            "normativeAuthorization",
        ):
            return STATUS.get((element.text or "").strip().lower(), PREFERRED)
    return PREFERRED


def write(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a TBX file (TBX-Basic, data categories as attributes); `rows` sorted by languages and source."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">\n'
    yield "<tbxHeader><fileDesc><sourceDesc><p>Acogida</p></sourceDesc></fileDesc></tbxHeader>\n<text><body>\n"
    for number, ((of, to, source), group) in enumerate(
        groupby(rows, key=lambda row: (row.source_language, row.target_language, row.source)), 1
    ):
        together = list(group)
        yield f'<conceptEntry id="t{number}">'
        if source:
            yield f"<langSec xml:lang={quoteattr(of)}><termSec><term>{_clean(source)}</term></termSec></langSec>"
        yield f"<langSec xml:lang={quoteattr(to)}>"
        for row in together:
            yield (
                f"<termSec><term>{_clean(row.target)}</term>"
                f'<termNote type="administrativeStatus">{WRITTEN[row.status]}</termNote>'
            )
            if row.subject:
                yield f'<descrip type="subjectField">{_clean(row.subject)}</descrip>'
            yield f"<note>{_clean(row.note)}</note></termSec>" if row.note else "</termSec>"
        yield "</langSec></conceptEntry>\n"
    yield "</body></text>\n</tbx>\n"


def _clean(text: str) -> str:
    return escape(clean(text))
