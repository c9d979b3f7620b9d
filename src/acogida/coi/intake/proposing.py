"""What a document seems to be: proposed by rules, confirmed by a person. Pure but for the topics, which are data."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from acogida.coi.intake import countries
from acogida.coi.intake.reading.lists import Entry
from acogida.coi.library import topics
from acogida.exchange import nations
from acogida.languages.detect import UNKNOWN, language_of

LOOKED_AT = 20_000  # characters in which countries are counted
FEWEST = 3  # times a country is named before it counts as mentioned
SURE = 0.6  # of a language
# Words of titles, by kind; the first that fits. Folded, so without accents.
KINDS = (
    ("facts", r"factbook|country facts|datos del pais"),
    ("law", r"\b(ley|law|act|codigo|code|decreto|decree|constitucion|constitution|reglamento|loi|lei)\b"),
    ("judgment", r"\b(sentencia|judgment|judgement|arret|acordao)\b"),
    ("query_response", r"query response|respuesta a consulta|information request|response to"),
    ("mission", r"fact-finding|mision de (investigacion|verificacion)|mission report"),
    ("annual", r"annual report|informe anual|rapport annuel|relatorio anual|country reports? on|world report"),
    ("statistics", r"\b(statistics|estadisticas?|statistiques|cifras|encuesta|survey|census|censo)\b"),
    ("guidance", r"guidance|guidelines|directrices|lineamientos|eligibility"),
    ("news", r"\b(press release|comunicado|noticias?|news|boletin de prensa)\b"),
    ("thematic", r"\b(report|informe|rapport|relatorio|estudio|study)\b"),
)
KNOWN_KINDS = frozenset(
    "annual thematic query_response note law judgment news statistics map mission expert facts guidance other".split()
)


@dataclass
class Proposal:
    """What stands on a document until a person confirms it. Countries are ISO 3166-1 alpha-2, main ones first of all."""

    title: str
    language: str
    kind: str = "other"
    published: dt.date | None = None
    edition: str = ""
    period: tuple[dt.date, dt.date] | None = None
    about: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)  # codes: language, date, country, title


def propose(entry: Entry, *, name: str, country: str = "", published: dt.date | None = None) -> Proposal:
    """For an entry of a file called `name`. `country` and `published` were given for the whole file: what an entry of a list
    says of itself goes before them, what a file's own metadata says does not."""
    text = entry.read.text
    title = entry.title or entry.read.title or named_by_file(name)
    guess = language_of(text)
    said = entry.language or entry.read.language
    language = language_code(said) if entry.language else ""
    if not language:
        language = guess.code if guess.confidence >= SURE or not said else language_code(said) or guess.code
    found = Proposal(title, language or UNKNOWN, kind_of(entry.kind, title), edition=entry.edition)
    if not entry.language and guess.confidence < SURE:
        found.doubts.append("language")
    if not (entry.title or entry.read.title):
        found.doubts.append("title")
    _dated(found, entry, published or _day_in(name))
    _placed(found, entry, country, title, text)
    found.topics = topics.suggest(f"{title}. {text[:LOOKED_AT]}")
    return found


def named_by_file(name: str) -> str:
    """A file's name as a title: "informe_anual-2025.pdf" → "informe anual 2025"."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.rstrip("/").rpartition("/")[2])
    return " ".join(re.sub(r"[_\s-]+", " ", stem).split())[:500] or name[:500] or "—"


def language_code(text: str) -> str:
    """A code of two or three letters from what files write: "en", "eng", "en-US", "Spanish"; "" when it is none."""
    three = {"eng": "en", "spa": "es", "fra": "fr", "fre": "fr", "por": "pt", "hat": "ht"}
    words = {"english": "en", "spanish": "es", "espanol": "es", "ingles": "en", "french": "fr", "portuguese": "pt"}
    plain = nations.fold(text.strip())
    code = re.split(r"[-_]", plain)[0]
    return words.get(plain) or three.get(code) or (code if re.fullmatch("[a-z]{2,3}", code) else "")


def _day_in(name: str) -> dt.date | None:
    """A day that stands in a file's name: "2023-04-01.json"."""
    found = re.search(r"(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)", name.rpartition("/")[2])
    return day_of(found.group())[0] if found else None


def kind_of(said: str, title: str) -> str:
    """A code of Document.Kind."""
    if said in KNOWN_KINDS:
        return said
    plain = nations.fold(title)
    return next((kind for kind, words in KINDS if re.search(words, plain)), "other")


def day_of(text: str) -> tuple[dt.date | None, tuple[dt.date, dt.date] | None]:
    """A written date as a day, or, where only the month or the year is written, the days it covers."""
    found = re.match(r"\s*(\d{4})(?:[-/.]?(\d{2}))?(?:[-/.]?(\d{2}))?(?!\d)", text)
    if found is None:
        return None, None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return dt.date(year, month, day), None
        if month:
            return None, (dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))
        return None, (dt.date(year, 1, 1), dt.date(year, 12, 31))
    except ValueError:
        return None, None


def _dated(found: Proposal, entry: Entry, published: dt.date | None) -> None:
    day, period = day_of(entry.published) if entry.published else (None, None)
    own, _period = day_of(entry.read.published) if entry.read.published else (None, None)
    found.published = day or published or (own if not period else None)
    found.period = period
    if period and not found.edition:
        found.edition = entry.published.strip()[:120]
    if re.fullmatch(r"\d{4}", found.edition):
        year = int(found.edition)
        found.period = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    if entry.published and not (day or period):
        found.doubts.append("date")
    elif not (day or period or published):
        found.doubts.append("date")  # the file's own date is when it was made, if anything


def _placed(found: Proposal, entry: Entry, country: str, title: str, text: str) -> None:
    code = countries.alpha2(entry.country) if entry.country else None
    if entry.country and code is None:
        found.doubts.append("country")
    counted = Counter(next(iter(each)) for each in nations.mentions(text[:LOOKED_AT]) if len(each) == 1)
    in_title = [countries.alpha2(title)] if countries.alpha2(title) else sorted(countries.named_in(title))
    if code or country:
        found.about = [code or country]
    elif in_title:
        found.about = [each for each in in_title if each]
    elif counted:
        (first, times), *_others = counted.most_common(1)
        if times >= FEWEST and times * 2 >= counted.total():
            found.about = [first]
    if not found.about and "country" not in found.doubts:
        found.doubts.append("country")
    found.mentioned = sorted(each for each, times in counted.items() if times >= FEWEST and each not in found.about)
