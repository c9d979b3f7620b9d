"""Words on the authority's papers: dates, sources, and what a paper means for the person, in her language.

One mechanism for every letter and certificate. The texts are the pack's (`summary` of a letter or of an outcome; where a
letter has none, its paragraphs). The person's languages are tried in her order; where the pack has none of them, the
paper is in the authority's language alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from acogida.hooks.dates import in_words
from acogida.law import Pack, Text
from acogida.letters import LetterError
from acogida.people.models import Person, SpokenLanguage

PLACEHOLDER = re.compile(r"\{([A-Za-z]\w*)\}")
Filling = Callable[[str], Mapping[str, Any]]  # language → what the placeholders stand for
PLAINLY = {
    "es": "En palabras sencillas", "en": "In plain words", "fr": "En mots simples", "ht": "An mo senp",
    "pt": "Em palavras simples",
}  # fmt: skip
COURTESY = {
    "es": "Traducción de cortesía. El texto oficial es el otro.",
    "en": "Courtesy translation. The official text is the one in Spanish.",
    "fr": "Traduction de courtoisie. Le texte officiel est en espagnol.",
    "ht": "Tradiksyon pou ede ou konprann. Tèks ofisyèl la se sa ki an panyòl la.",
    "pt": "Tradução de cortesia. O texto oficial é o que está em espanhol.",
}


def summary(
    title: Text,
    words: Sequence[Text],
    person: Person | None,
    language: str,
    filling: Filling,
    *,
    otherwise: Sequence[Text] = (),
) -> dict[str, Any] | None:
    """What a paper means for `person`, for its template: {lang, title, heading, note, paragraphs}; None where there are no
    words for it but the paper's own.

    `words` say it plainly; without them `otherwise`, the paper's own paragraphs, are given in her language. `language` is
    the paper's. Raises LetterError for a placeholder that `filling` does not fill.
    """
    said = tuple(words) or tuple(otherwise)
    chosen = language_for(person, (title, *said), language)
    if not said or (chosen == language and not words):
        return None
    given = filling(chosen)
    return {
        "lang": chosen,
        "title": title.in_(chosen),
        "heading": PLAINLY.get(chosen, ""),
        "note": "" if chosen == language else courtesy_note(chosen, language),
        "paragraphs": [filled(text.in_(chosen), given) for text in said],
    }


def courtesy_note(theirs: str, language: str) -> str:
    """That the other text is the one that counts; ours is named where it is Spanish."""
    return COURTESY.get(theirs, "") if language == "es" else ""


def language_for(person: Person | None, texts: Sequence[Text], language: str) -> str:
    """The first of the person's languages that every text is written in, else `language`."""
    if person is None:
        return language
    for code in (
        SpokenLanguage.objects.filter(person=person).order_by("-preferred", "pk").values_list("code", flat=True)
    ):
        theirs = code.split("-")[0]
        if theirs == language or all(text.get(theirs) for text in texts):
            return theirs
    return language


def filled(text: str, filling: Mapping[str, Any]) -> str:
    """The text with its placeholders filled in. Raises LetterError for one that nothing fills: no letter leaves with a
    hole in it."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if filling.get(name) in (None, ""):
            raise LetterError(f"the letter names {{{name}}}, which this step does not give")
        return str(filling[name])

    return PLACEHOLDER.sub(fill, text)


def date_in_words(day: dt.date, pack: Pack, language: str) -> str:
    """A civil date as the authority's documents write it."""
    return in_words(day, language, pack.jurisdiction)


def source_in_words(source: str, pack: Pack, language: str) -> str:
    """A source such as "LSR art. 22", with the name of its instrument written out where the pack knows it."""
    short = source.split(" ")[0]
    return f"{source} ({pack.text(pack.instruments[short], language)})" if short in pack.instruments else source
