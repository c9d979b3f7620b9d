"""Why a passage was found, and what a search looked through, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from acogida.coi.finding.marks import folded, words_of
from acogida.coi.intake import countries
from acogida.coi.library import topics
from acogida.coi.search import Searched, Why
from acogida.people.countries import language_name
from acogida.ui.components.dates import short

MOST_WORDS = 6


def listed(words: Sequence[str]) -> str:
    """ "one, two and three"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(most)s and %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}


def languages(codes: Sequence[str]) -> str:
    """ "Spanish, English and French", small in the middle of a sentence as Spanish and French write them."""
    english = (get_language() or "es").startswith("en")
    return listed([language_name(code) if english else language_name(code).lower() for code in codes])


def reasons(given: Sequence[Why], marked: Sequence[str], *, chance: bool = False) -> str:
    """Why a passage was found, as one sentence. `marked`: the words that are marked in it; `chance`: in a language the model
    does not know."""
    parts = [text for each in given if (text := _reason(each, marked))]
    if [each.code for each in given] == ["meaning"]:
        none, may = (
            _("the machine does not know its language, and none of your words is in it"),
            _("none of your words is in it; it may say the same in others"),
        )
        parts = [none if chance else may]
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _reason(reason: Why, marked: Sequence[str]) -> str:
    language = get_language() or "es"
    if reason.code == "meaning":
        return _("it speaks of what you ask")
    if reason.code == "words":
        return _said(reason, marked)
    if reason.code == "phrase":
        return _("it has the exact words %(words)s") % {"words": _quoted(reason.data)}
    if reason.code == "country":
        names = [countries.name(code, language) for code in reason.data]
        return _("it is about %(country)s") % {"country": listed(names)}
    if reason.code == "topic":
        return _("its topic is %(topic)s") % {"topic": listed(topics.labels(reason.data, language))}
    return ""


def _said(reason: Why, marked: Sequence[str]) -> str:
    """The words as the passage writes them; those that only its title has are said to be there."""
    once = list({folded(word): word for word in marked if words_of(word)}.values())[:MOST_WORDS]
    if once:
        return _("it says %(words)s") % {"words": _quoted(once)}
    other = [word for word in reason.data if words_of(word)][:MOST_WORDS]
    return _("its title says %(words)s") % {"words": _quoted(other)} if other else ""


def _quoted(words: Sequence[str]) -> str:
    return listed([f"“{word}”" for word in words])


@dataclass(frozen=True)
class Lack:
    """Something that a search could not do: what it means for the reader. `grave`: much may have been overlooked."""

    text: str
    grave: bool = False


def lacks(searched: Searched) -> list[Lack]:
    """What could not be used, each in one sentence."""
    return [lack for what, codes in searched.missing if (lack := _lack(what, codes))]


def _lack(what: str, codes: Sequence[str]) -> Lack | None:
    named = languages(codes)
    if what in ("meaning:no_model", "meaning:no_pgvector"):
        return Lack(
            _("Search by meaning is not installed here: only words were compared. Try several words for the same."),
            True,
        )
    if what == "meaning:not_yet":
        return Lack(_("Some documents have just come in and are still found by their words only."))
    if what == "meaning:chance":
        return Lack(
            _("In %(languages)s search by meaning is no better than chance. Ask somebody who reads the language.")
            % {"languages": named}
        )  # fmt: skip
    if what == "words:untranslated":
        return Lack(
            _("Your question could not be translated into %(languages)s: there, passages were found by meaning only.")
            % {"languages": named}
        )
    return Lack(what)


def lacks_in_short(searched: Searched) -> str:
    """The same in a few words, for the line that says what was searched."""
    short = {
        "meaning:no_model": _("search by meaning"),
        "meaning:no_pgvector": _("search by meaning"),
        "meaning:not_yet": _("the meaning of what has just come in"),
    }
    parts = []
    for what, codes in searched.missing:
        if what in short:
            parts.append(short[what])
        elif what == "meaning:chance":
            parts.append(_("meaning in %(languages)s") % {"languages": languages(codes)})
        elif what == "words:untranslated":
            parts.append(_("your words in %(languages)s") % {"languages": languages(codes)})
        else:
            parts.append(what)
    return ", ".join(dict.fromkeys(parts))


def consulted(searched: Searched, user: Any) -> str:
    """What a request for research says was searched before asking."""
    on = timezone.localtime(searched.on, ZoneInfo(user.office.zone))
    pattern = _("The library, on %(day)s: nothing in %(what)s.")
    return pattern % {"day": short(on.date()), "what": searched_in(searched)}


def searched_in(searched: Searched) -> str:
    """ "in 1,204 documents (35,120 passages)"."""
    documents = ngettext("%(n)s document", "%(n)s documents", searched.documents) % {"n": f"{searched.documents:,}"}
    passages = ngettext("%(n)s passage", "%(n)s passages", searched.passages) % {"n": f"{searched.passages:,}"}
    return f"{documents} ({passages})"
