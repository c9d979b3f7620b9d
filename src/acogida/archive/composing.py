"""What a letter says: the data of its template, in the language of the authority."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from acogida import letters
from acogida.archive import letterhead, wording
from acogida.archive.models import Document
from acogida.archive.registry import data_for
from acogida.archive.wording import PLACEHOLDER, date_in_words, filled, source_in_words
from acogida.cases import packs
from acogida.law import Pack, StepField, Transition
from acogida.law.answers import in_words, is_empty
from acogida.law.model.lists import Letter
from acogida.letters.render import PACKS
from acogida.people.countries import country_name

PLAIN = "plain"
NOTHING = "—"
YES_NO = {"fr": ("oui", "non"), "ht": ("wi", "non"), "pt": ("sim", "não")}  # languages without a catalogue of ours
SIGNED_KINDS = frozenset({"decision", "record"})  # acts of an officer, who is named on them


def pdf(document: Document) -> bytes:
    """The sealed PDF/A of a letter. Raises LetterError when its text or template wants what there is not."""
    pack = packs.of(document.case)
    letter = letter_of(pack, document.code)
    with translation.override(document.language):
        data = _data(document, pack, letter) | data_for(document)
    own = (PACKS / pack.name / "letters" / f"{document.code}.typ").is_file()
    template = document.code if own else PLAIN
    made = letters.render(template, data, lang=document.language, pack=pack.name, at=document.created_at)
    return letters.seal(made)


def letter_of(pack: Pack, code: str) -> Letter:
    """The pack's letter with that code. Raises LetterError."""
    for letter in pack.letters:
        if letter.code == code:
            return letter
    raise letters.LetterError(f"the pack {pack.name!r} has no letter {code!r}")


def tells_of_the_claim(rule: Transition, letter: Letter) -> bool:
    """Whether a letter says more than that the claim exists and moves: by its kind, or because it repeats what was
    written at length."""
    written = {field.code for field in rule.fields if field.type == "longtext"}
    texts = (*letter.paragraphs, *letter.summary)
    repeated = {name for text in texts for part in text.root.values() for name in PLACEHOLDER.findall(part)}
    return letter.kind not in OPEN_KINDS or bool(written & (repeated | set(letter.highlights)))


# What may lie on the counter. Every other kind (decision, record, opinion …) is for who may read the claim.
OPEN_KINDS = frozenset({"letter", "certificate", "notice", "slip", "receipt", "summons", "information"})


def _data(document: Document, pack: Pack, letter: Letter) -> dict[str, Any]:
    case, event, language = document.case, document.event, document.language
    person = document.claim.person
    fields = asked_fields(pack.transition(event.kind), event.payload) if event.kind in pack.transitions else []

    def filling(theirs: str) -> dict[str, Any]:
        return _filling(document, pack, fields, theirs)

    own = filling(language)
    return letterhead.head(pack, case, document.number, event.on, language) | {
        "title": document.title,
        "kind": document.kind,
        "date": own["date"],
        "person": letterhead.addressee(person, pack, language),
        "paragraphs": [filled(pack.text(text, language), own) for text in letter.paragraphs],
        "highlights": [[_label(code, pack, fields, language), own[code]] for code in letter.highlights if code in own],
        "facts": [] if letter.paragraphs else _facts(fields, own, pack, language),
        "answers": {field.code: own[field.code] for field in fields},
        "due": {name: own[f"due_{name}"] for name in document.terms},
        "issued_by": event.actor.name if letter.kind in SIGNED_KINDS and event.actor else "",
        "legal_basis": [source_in_words(letter.source, pack, language)],
        "summary": wording.summary(
            letter.label, letter.summary, person, language, filling, otherwise=letter.paragraphs
        ),
        "words": _words(),
    }


def _filling(document: Document, pack: Pack, fields: list[StepField], language: str) -> dict[str, Any]:
    """What the placeholders of a letter stand for, in a language."""
    case, event = document.case, document.event
    asked = pack.transition(event.kind).fields if event.kind in pack.transitions else ()
    with translation.override(language):
        answers = {field.code: answer_words(field, event.payload[field.code], pack, language) for field in fields}
    return {
        **{code: value for code, value in event.payload.items() if isinstance(value, (str, int))},
        **{field.code: NOTHING for field in asked},
        "person": document.claim.person.full_name,
        "case_number": case.number,
        "authority": pack.text(pack.authority, language),
        "office": pack.text(pack.office(case.office.code).label, language),
        "date": date_in_words(event.on, pack, language),
        **{
            f"due_{name}": date_in_words(dt.date.fromisoformat(day), pack, language)
            for name, day in document.terms.items()
        },
        **answers,  # an appointment at another office is what {office} means then
    }


def _label(code: str, pack: Pack, fields: list[StepField], language: str) -> str:
    """What a highlighted value is called: the step's field, or the term it ends."""
    if code.startswith("due_"):
        return _("%(what)s, at the latest") % {"what": pack.text(pack.clock(code.removeprefix("due_")).label, language)}
    return next((pack.text(field.label, language) for field in fields if field.code == code), code)


def asked_fields(rule: Transition, payload: Mapping[str, Any]) -> list[StepField]:
    """The step's fields that were answered."""
    return [field for field in rule.fields if not is_empty(payload.get(field.code))]


def answer_words(field: StepField, value: Any, pack: Pack, language: str) -> str:
    """An answer in the letter's language."""
    if isinstance(value, bool):
        return _yes_no(value, language)
    if field.type == "date":
        return date_in_words(dt.date.fromisoformat(value), pack, language)
    if field.type == "country":
        return country_name(value)
    return in_words(field, value, pack, language)


def _yes_no(value: bool, language: str) -> str:
    yes, no = YES_NO.get(language, (_("Yes"), _("No")))
    return yes if value else no


def _facts(fields: list[StepField], answers: Mapping[str, str], pack: Pack, language: str) -> list[list[str]]:
    """A letter without words of its own shows what was answered, but nothing that was written at length."""
    return [[pack.text(f.label, language), answers[f.code]] for f in fields if f.type != "longtext"]


def _words() -> dict[str, str]:
    return {
        "number": _("Number"),
        "case": _("Case"),
        "page": _("Page"),
        "basis": _("Legal basis"),
        "seal": _("Document with electronic seal. Number"),
        "demonstration": _("DEMONSTRATION: this document has no official validity"),
        "issued_by": _("Issued by"),
    }
