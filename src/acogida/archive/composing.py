"""What a letter says: the data of its template, in the language of the authority."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from acogida import letters
from acogida.archive.models import Document
from acogida.archive.registry import data_for
from acogida.cases import packs
from acogida.law import Pack, StepField, Text, Transition
from acogida.law.answers import in_words, is_empty
from acogida.law.model.lists import Letter
from acogida.letters.render import PACKS
from acogida.people.countries import country_name
from acogida.people.models import Person, SpokenLanguage

PLAIN, COMMON = "plain", "common"
NOTHING = "—"
PLACEHOLDER = re.compile(r"\{([A-Za-z]\w*)\}")


def pdf(document: Document) -> bytes:
    """The sealed PDF/A of a letter. Raises LetterError when its text or template wants what there is not."""
    pack = packs.of(document.case)
    letter = letter_of(pack, document.code)
    with translation.override(document.language):
        data = _data(document, pack, letter) | data_for(document)
    own = (PACKS / pack.name / "letters" / f"{document.code}.typ").is_file()
    template, folder = (document.code, pack.name) if own else (PLAIN, COMMON)
    made = letters.render(template, data, lang=document.language, pack=folder, at=document.created_at)
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
    repeated = {name for text in letter.paragraphs for part in text.root.values() for name in PLACEHOLDER.findall(part)}
    return letter.kind not in OPEN_KINDS or bool(written & repeated)


# What may lie on the counter. Every other kind (decision, record, opinion …) is for who may read the claim.
OPEN_KINDS = frozenset({"letter", "certificate", "notice", "slip", "receipt", "summons", "information"})


def _data(document: Document, pack: Pack, letter: Letter) -> dict[str, Any]:
    case, event, language = document.case, document.event, document.language
    person = document.claim.person
    rule = pack.transition(event.kind)
    dates = {name: date_in_words(dt.date.fromisoformat(day), pack, language) for name, day in document.terms.items()}
    fields = asked_fields(rule, event.payload)
    answers = {field.code: answer_words(field, event.payload[field.code], pack, language) for field in fields}
    given = {code: value for code, value in event.payload.items() if isinstance(value, (str, int))}
    office = pack.text(pack.office(case.office.code).label, language)
    today = date_in_words(event.on, pack, language)
    filling = {
        **given,
        **{field.code: NOTHING for field in rule.fields},
        "person": person.full_name,
        "case_number": case.number,
        "authority": pack.text(pack.authority, language),
        "office": office,
        "date": today,
        **{f"due_{name}": day for name, day in dates.items()},
        **answers,  # an appointment at another office is what {office} means then
    }
    return {
        "authority": {"name": pack.text(pack.authority, language)},
        "office": {"name": office},
        "region": pack.jurisdiction,
        "number": document.number,
        "case_number": case.number,
        "place_and_date": f"{case.office.name}, {today}",
        "demonstration": bool(settings.DEMO),
        "title": document.title,
        "date": today,
        "person": _person(person, pack, language),
        "paragraphs": [filled(pack.text(text, language), filling) for text in letter.paragraphs],
        "facts": [] if letter.paragraphs else _facts(fields, answers, pack, language),
        "answers": answers,
        "due": dates,
        "legal_basis": [source_in_words(letter.source, pack, language)],
        "courtesy": _courtesy(letter, person, filling, language),
        "words": _words(),
    }


def filled(text: str, filling: Mapping[str, Any]) -> str:
    """The text with its placeholders filled in. Raises LetterError for one that nothing fills: no letter leaves with a
    hole in it."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name not in filling:
            raise letters.LetterError(f"the letter names {{{name}}}, which this step does not give")
        return str(filling[name])

    return PLACEHOLDER.sub(fill, text)


def asked_fields(rule: Transition, payload: Mapping[str, Any]) -> list[StepField]:
    """The step's fields that were answered."""
    return [field for field in rule.fields if not is_empty(payload.get(field.code))]


def answer_words(field: StepField, value: Any, pack: Pack, language: str) -> str:
    """An answer in the letter's language."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.type == "date":
        return date_in_words(dt.date.fromisoformat(value), pack, language)
    if field.type == "country":
        return country_name(value)
    return in_words(field, value, pack, language)


def date_in_words(day: dt.date, pack: Pack, language: str) -> str:
    """A civil date as the authority's documents write it."""
    try:
        locale = Locale.parse(f"{language}_{pack.jurisdiction}")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(language.split("-")[0])
    return format_date(day, "d 'de' MMMM 'de' y" if locale.language == "es" else "long", locale=locale)


def source_in_words(source: str, pack: Pack, language: str) -> str:
    """A source such as "LSR art. 22", with the name of its instrument written out where the pack knows it."""
    short = source.split(" ")[0]
    return f"{source} ({pack.text(pack.instruments[short], language)})" if short in pack.instruments else source


def _person(person: Person, pack: Pack, language: str) -> dict[str, str]:
    known = [str(part) for part in (person.birth_year, person.birth_month, person.birth_day) if part]
    return {
        "name": person.full_name,
        "birth_date": date_in_words(person.birth, pack, language) if person.birth else "-".join(known),
        "nationality": ", ".join(country_name(code) for code in person.nationality_codes),
    }


def _facts(fields: list[StepField], answers: Mapping[str, str], pack: Pack, language: str) -> list[list[str]]:
    """A letter without words of its own shows what was answered, but nothing that was written at length."""
    return [[pack.text(f.label, language), answers[f.code]] for f in fields if f.type != "longtext"]


def _courtesy(letter: Letter, person: Person, filling: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    """The same in the person's language, where the pack has every paragraph in it."""
    spoken = SpokenLanguage.objects.filter(person=person).order_by("-preferred", "pk").first()
    theirs = spoken.code if spoken else ""
    texts: list[Text] = [letter.label, *letter.paragraphs]
    if not letter.paragraphs or not theirs or theirs == language or not all(text.get(theirs) for text in texts):
        return None
    return {
        "lang": theirs,
        "title": letter.label[theirs],
        "paragraphs": [filled(text[theirs], filling) for text in letter.paragraphs],
    }


def _words() -> dict[str, str]:
    return {
        "number": _("Number"),
        "case": _("Case"),
        "page": _("Page"),
        "basis": _("Legal basis"),
        "seal": _("Document with electronic seal. Number"),
        "demonstration": _("DEMONSTRATION: this document has no official validity"),
        "courtesy": _("Courtesy translation. The text above is the one that counts."),
    }
