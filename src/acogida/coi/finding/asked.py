"""From what a person typed and chose to what the engine is asked, and back to words.

What comes from the page is text only: the box, and chips as `syntax` writes them. A chip whose value nobody knows (a country
misspelt) is not dropped silently: it is handed back, and the page says so.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from acogida.coi.finding import syntax
from acogida.coi.finding.syntax import Chip
from acogida.coi.intake import countries
from acogida.coi.library import topics
from acogida.coi.models import Document, Source, Standing
from acogida.coi.search import Query
from acogida.people.countries import language_name
from acogida.ui.components.dates import short

LONGEST = 400  # characters of the box
MOST_CHIPS = 40
ALL_EDITIONS = "all"
NO_SYNONYMS = "no"


@dataclass(frozen=True)
class Asked:
    """What is searched for: words, chips with the codes the library uses, and what was not understood."""

    words: str = ""
    chips: tuple[Chip, ...] = ()
    unknown: tuple[Chip, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.values(syntax.PHRASE) or self.values(syntax.TOPIC))

    def values(self, name: str, *, negative: bool = False) -> tuple[str, ...]:
        return tuple(chip.value for chip in self.chips if chip.field == name and chip.negative == negative)

    @property
    def others(self) -> list[str]:
        """Other words for what is asked about, in Spanish and English, that are looked for too; none once she took them away."""
        if self.values(syntax.SYNONYMS):
            return []
        return [word for language in ("es", "en") for word in topics.synonyms(self.words, language)]

    @property
    def tokens(self) -> list[str]:
        return [syntax.token(chip) for chip in self.chips]

    def kept(self) -> dict[str, Any]:
        """As a saved search keeps it."""
        return {"words": self.words, "chips": self.tokens}

    @property
    def terms(self) -> str:
        """Everything, as the audit trail keeps it."""
        return syntax.write(syntax.Typed(self.words, self.chips))


def read(text: str, chips: Iterable[str] = (), drop: str = "") -> Asked:
    """What was typed into the box, with the `chips` already on the page, without the one to `drop`."""
    typed = syntax.parse(text[:LONGEST])
    before = [chip for token in list(chips)[:MOST_CHIPS] for chip in syntax.parse(token).chips]
    gone = syntax.parse(drop).chips
    known: list[Chip] = []
    unknown: list[Chip] = []
    for chip in [*before, *typed.chips]:
        if chip in gone:
            continue
        value = _meaning(chip)
        if value is None:
            unknown.append(chip)
        else:
            known.append(Chip(chip.field, value, chip.negative))
    return Asked(typed.words, syntax.together(known), tuple(unknown))


def query(asked: Asked, limit: int, per_document: int = 2) -> Query:
    """What the engine is asked."""
    since, until = asked.values(syntax.SINCE), asked.values(syntax.UNTIL)
    phrases = asked.values(syntax.PHRASE)
    about = " ".join(topics.labels(asked.values(syntax.TOPIC), get_language() or "es"))
    return Query(
        text=asked.words or " ".join(phrases) or about,
        languages=asked.values(syntax.LANGUAGE),
        countries=asked.values(syntax.COUNTRY),
        not_countries=asked.values(syntax.COUNTRY, negative=True),
        sources=tuple(map(uuid.UUID, asked.values(syntax.SOURCE))),
        not_sources=tuple(map(uuid.UUID, asked.values(syntax.SOURCE, negative=True))),
        kinds=asked.values(syntax.KIND),
        topics=asked.values(syntax.TOPIC),
        published_from=dt.date.fromisoformat(since[0]) if since else None,
        published_to=dt.date.fromisoformat(until[0]) if until else None,
        phrases=phrases,
        without=(*asked.values(syntax.WORD, negative=True), *asked.values(syntax.PHRASE, negative=True)),
        current_only=not asked.values(syntax.EDITIONS),
        widened=not asked.values(syntax.SYNONYMS),
        limit=limit,
        per_document=per_document,
    )


def _meaning(chip: Chip) -> str | None:
    """The value as the library writes it; None when nobody knows it."""
    value = chip.value
    if chip.field in (syntax.SINCE, syntax.UNTIL):
        found = syntax.day(value, last=chip.field == syntax.UNTIL)
        return found.isoformat() if found else None
    if chip.field == syntax.EDITIONS:
        return ALL_EDITIONS if value.casefold() in (ALL_EDITIONS, "todas", "toutes") else None
    if chip.field == syntax.SYNONYMS:
        return NO_SYNONYMS if value.casefold() in (NO_SYNONYMS, "non") else None
    look_up = {
        syntax.COUNTRY: countries.alpha2,
        syntax.SOURCE: _source,
        syntax.KIND: _kind,
        syntax.TOPIC: _topic,
        syntax.LANGUAGE: _language,
    }.get(chip.field)
    return look_up(value) if look_up else value


def _source(value: str) -> str | None:
    """A source by its id, its name, or a part of its name that no other has."""
    try:
        return str(Source.objects.values_list("pk", flat=True).get(pk=uuid.UUID(value)))
    except Source.DoesNotExist:
        return None
    except ValueError:
        pass
    for how in ("iexact", "icontains"):
        named = Source.objects.filter(Q(**{f"name__{how}": value}) | Q(**{f"name_es__{how}": value}))
        found = list(named.values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return str(found[0])
    return None


def _kind(value: str) -> str | None:
    return _coded(value, [(code, str(label)) for code, label in Document.Kind.choices])


def _topic(value: str) -> str | None:
    named = [(code, topic.label(get_language() or "es")) for code, topic in topics.all_topics().items()]
    return _coded(value, named) or next(iter(topics.suggest(value)), None)


def _language(value: str) -> str | None:
    codes = set(Standing.objects.values_list("language", flat=True).distinct()) | {"es", "en", "fr", "pt", "ht"}
    return _coded(value, [(code, language_name(code)) for code in codes if code])


def _coded(value: str, choices: Sequence[tuple[str, str]]) -> str | None:
    wanted = value.casefold()
    return next((code for code, label in choices if wanted in (code.casefold(), label.casefold())), None)


def words_of(chip: Chip) -> str:
    """A chip as the page and the export say it."""
    value = named(chip)
    if chip.field == syntax.EDITIONS:
        return _("Earlier editions, too")
    if chip.field == syntax.SYNONYMS:
        return _("Only my own words")
    if chip.field == syntax.PHRASE:
        return _("Without “%(words)s”") % {"words": value} if chip.negative else f"“{value}”"
    if chip.field == syntax.WORD:
        return _("Without “%(words)s”") % {"words": value}
    pattern = _("Not %(what)s: %(value)s") if chip.negative else "%(what)s: %(value)s"
    what = _what(chip)
    return pattern % {"what": what.lower() if chip.negative else what, "value": value}


def _what(chip: Chip) -> str:
    return {
        syntax.COUNTRY: pgettext("search", "Country"),
        syntax.SOURCE: pgettext("search", "Source"),
        syntax.KIND: pgettext("search", "Type"),
        syntax.TOPIC: pgettext("search", "Topic"),
        syntax.LANGUAGE: pgettext("search", "Language"),
        syntax.SINCE: pgettext("search", "Published since"),
        syntax.UNTIL: pgettext("search", "Published until"),
        syntax.EDITIONS: pgettext("search", "Editions"),
        syntax.SYNONYMS: pgettext("search", "Other words for the same"),
    }[chip.field]


def not_understood(chip: Chip) -> str:
    """What was written in place of a value that there is."""
    return f"{_what(chip)}: {chip.value}"


def named(chip: Chip) -> str:
    """What the value of a chip is called."""
    language = get_language() or "es"
    if chip.field == syntax.COUNTRY:
        return countries.name(chip.value, language)
    if chip.field == syntax.SOURCE:
        return str(Source.objects.filter(pk=chip.value).first() or chip.value)
    if chip.field == syntax.KIND:
        return str(dict(Document.Kind.choices).get(chip.value, chip.value))
    if chip.field == syntax.TOPIC:
        return " ".join(topics.labels([chip.value], language))
    if chip.field == syntax.LANGUAGE:
        return language_name(chip.value)
    if chip.field in (syntax.SINCE, syntax.UNTIL):
        return short(dt.date.fromisoformat(chip.value))
    return chip.value
