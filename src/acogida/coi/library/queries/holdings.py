"""What the library holds of a country, section by section, and what it lacks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Func, Max, QuerySet
from django.db.models.functions import Coalesce

from acogida.accounts.models import User
from acogida.coi.access import visible_documents
from acogida.coi.ages import Judgement, Level, judgement
from acogida.coi.library import rules, topics
from acogida.coi.models import (
    CountryFlag,
    CountryPriority,
    Document,
    DocumentCountry,
    DocumentVersion,
    Passage,
    Source,
    Standing,
)
from acogida.people.countries import country_name

EACH = 4  # documents shown in a section
NEWEST = 8
FACTS = 150  # passages of the country facts
SECTIONS = tuple(topic.code for topic in topics.topics_of("section"))


@dataclass(frozen=True)
class Item:
    """The version in use of a document, as lists show it. `covered`: the last day it is about."""

    document: uuid.UUID
    version: uuid.UUID
    title: str
    kind: str
    source: str
    source_status: str
    dubious: bool
    restricted: bool
    confirmed: bool
    language: str
    topics: frozenset[str]
    published_on: dt.date | None
    covered: dt.date | None
    judged: Judgement | None = None

    @property
    def kind_words(self) -> str:
        return str(Document.Kind(self.kind).label)

    @property
    def source_words(self) -> str:
        """The standing of its source, where a reader must know it."""
        return str(Source.Status(self.source_status).label) if self.source_status != Source.Status.ACTIVE else ""


@dataclass(frozen=True)
class Section:
    """One of the sixteen: its newest documents, how old the newest information is, and whether that is a gap."""

    code: str
    items: tuple[Item, ...]
    total: int
    newest: dt.date | None
    level: Level | None  # None: there is nothing

    @property
    def gap(self) -> bool:
        return self.level in (None, Level.RED)

    @property
    def since(self) -> int | None:
        return self.newest.year if self.newest else None


@dataclass(frozen=True)
class Row:
    """A country in the list."""

    code: str
    name: str
    priority: str
    documents: int = 0
    newest: dt.date | None = None
    alerts: int = 0
    gaps: int = 0


@dataclass(frozen=True)
class Facts:
    """The newest country facts: heading → [(name of the fact, text, passage)]."""

    version: DocumentVersion
    groups: Sequence[tuple[str, Sequence[tuple[str, str, int]]]]
    whole: bool


@dataclass(frozen=True)
class Holdings:
    """Everything a country's page says of what there is."""

    sections: Sequence[Section]
    newest: Sequence[Item]
    guidance: Sequence[Item]
    mentioned: int
    total: int
    without_topic: Sequence[Item] = field(default=())

    @property
    def gaps(self) -> list[Section]:
        return [section for section in self.sections if section.gap]


def in_use(user: User | None) -> QuerySet[Standing]:
    """The versions in use of the documents `user` may read."""
    return Standing.objects.filter(state=Standing.State.CURRENT, document__in=visible_documents(user))


COVERED = Coalesce("version__cutoff", "version__period_to", "version__published_on")
COLUMNS = (
    "document_id", "version_id", "document__title", "document__title_es", "document__kind", "document__source__name",
    "document__source__name_es", "document__source__status", "document__source__dubious", "document__access",
    "document__confirmed_by_id", "language", "document__topics", "version__published_on", "covered",
)  # fmt: skip


def items(rows: QuerySet[Standing]) -> list[Item]:
    """Versions in use as lists show them, what covers the latest time first."""
    found = rows.annotate(covered=COVERED).values_list(*COLUMNS)
    return sorted(map(_item, found), key=lambda item: (item.covered or dt.date.min, item.title), reverse=True)


def _item(row: tuple[Any, ...]) -> Item:
    (document, version, title, title_es, kind, source, source_es, status, dubious, access, confirmed, language, codes,
     published, covered) = row  # fmt: skip
    return Item(
        document, version, title_es or title, kind, source_es or source, status, dubious,
        access == Document.Access.RESTRICTED, confirmed is not None, language, frozenset(codes), published, covered,
    )  # fmt: skip


def of_country(user: User | None, code: str, today: dt.date) -> Holdings:
    """What there is on a country (ISO 3166-1 alpha-2), for a reader."""
    main = in_use(user).filter(document__countries__country=code, document__countries__role=DocumentCountry.Role.MAIN)
    every = items(main)
    guidance = [item for item in every if item.kind == Document.Kind.GUIDANCE]
    found = [item for item in every if item.kind != Document.Kind.GUIDANCE]
    by_section: dict[str, list[Item]] = defaultdict(list)
    for item in found:
        for section in item.topics & set(SECTIONS):
            by_section[section].append(item)
    ages = rules.ages(today)
    mentioned = visible_documents(user).filter(
        countries__country=code, countries__role=DocumentCountry.Role.MENTIONED
    )  # fmt: skip
    return Holdings(
        sections=[_section(code, by_section[code], today, ages) for code in SECTIONS],
        newest=sorted(found, key=lambda item: item.published_on or dt.date.min, reverse=True)[:NEWEST],
        guidance=guidance, mentioned=mentioned.count(), total=len(found),
        without_topic=[item for item in found if not item.topics & set(SECTIONS)][:EACH],
    )  # fmt: skip


def _section(code: str, found: Sequence[Item], today: dt.date, ages: Any) -> Section:
    newest = max((item.covered for item in found if item.covered), default=None)
    level = judgement([code], newest, today, ages).level if found else None
    shown = tuple(
        Item(**{**vars(item), "judged": judgement([code], item.covered, today, ages)}) for item in found[:EACH]
    )
    return Section(code, shown, len(found), newest, level)


def gaps_of(codes: Iterable[str], newest: dict[str, dict[str, dt.date | None]], today: dt.date) -> dict[str, int]:
    """For each country how many of the sixteen sections have nothing recent."""
    ages = rules.ages(today)

    def lacking(country: str, section: str) -> bool:
        known = newest.get(country, {})
        return section not in known or judgement([section], known[section], today, ages).level == Level.RED

    return {country: sum(lacking(country, section) for section in SECTIONS) for country in codes}


def countries(user: User | None, today: dt.date) -> list[Row]:
    """Every country the library knows something of or follows on purpose, by priority and name."""
    main = in_use(user).filter(document__countries__role=DocumentCountry.Role.MAIN)
    main = main.exclude(document__kind=Document.Kind.GUIDANCE)
    held = {
        country: (count, newest)
        for country, count, newest in main.values_list("document__countries__country").annotate(
            Count("pk"), Max("version__published_on")
        )
    }
    by_section: dict[str, dict[str, dt.date | None]] = defaultdict(dict)
    unnested = Func("document__topics", function="unnest", set_returning=True)
    rows = (
        main.annotate(topic=unnested).values_list("document__countries__country", "topic").annotate(latest=Max(COVERED))
    )
    for country, topic, covered in rows.order_by():
        by_section[country][topic] = covered
    priorities = dict(CountryPriority.objects.values_list("country", "priority"))
    alerts = Counter(CountryFlag.objects.filter(ended_at=None).values_list("country", flat=True))
    codes = held.keys() | priorities.keys() | alerts.keys()
    gaps = gaps_of(codes, by_section, today)
    found = [
        Row(code, country_name(code), priorities.get(code, rules.USUAL), *held.get(code, (0, None)),
            alerts[code], gaps[code])
        for code in codes
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.priority, row.name))


def facts(user: User | None, code: str) -> Facts | None:
    """The newest country facts the reader may see; None where the library has none."""
    rows = in_use(user).filter(
        document__kind=Document.Kind.FACTS,
        document__countries__country=code,
        document__countries__role=DocumentCountry.Role.MAIN,
    )
    found = rows.annotate(covered=COVERED).order_by("-covered", "-version__captured_at").first()
    if found is None:
        return None
    version = DocumentVersion.objects.select_related("document__source").defer("text", "signature").get(pk=found.pk)
    passages = list(Passage.objects.filter(version=version).order_by("ordinal").defer("header")[: FACTS + 1])
    groups: dict[str, list[tuple[str, str, int]]] = {}
    for passage in passages[:FACTS]:
        group, *rest = passage.section or [""]
        text = passage.text
        for heading in passage.section:  # a heading is part of the text; here it stands beside it
            text = text.removeprefix(heading).lstrip(" :\n")
        groups.setdefault(group, []).append((" · ".join(rest), text, passage.pk))
    return Facts(version, list(groups.items()), len(passages) <= FACTS)
