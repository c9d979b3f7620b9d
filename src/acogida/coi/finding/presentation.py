"""What the search page shows of each hit: a few queries for all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.cases import packs
from acogida.coi import ages
from acogida.coi.access import visible_documents
from acogida.coi.finding import syntax, wording
from acogida.coi.finding.asked import Asked
from acogida.coi.finding.marks import Piece, pieces
from acogida.coi.models import Document, DocumentVersion, Passage, SavedSearch, SourceAssessment
from acogida.coi.search import Hit, Results
from acogida.languages import engines, queries
from acogida.languages.detect import AT_CHANCE
from acogida.people.countries import country_name, language_name

OWN = "es"  # the language decisions are written in


@dataclass(frozen=True)
class Row:
    """One hit as it is drawn."""

    hit: Hit
    version: DocumentVersion
    pieces: list[Piece]
    countries: list[tuple[str, str]]  # code and name
    assessed: bool
    age: ages.Judgement
    why: str
    translation: Any  # languages.Translation or None
    chance: bool
    draftable: bool  # a machine here puts its language into Spanish

    @property
    def document(self) -> Document:
        return self.version.document

    @property
    def restricted(self) -> bool:
        return self.document.access == Document.Access.RESTRICTED

    @property
    def guidance(self) -> bool:
        return self.document.kind == Document.Kind.GUIDANCE

    @property
    def pages(self) -> int:
        return len(self.version.pages)


@dataclass(frozen=True)
class Group:
    """The hits in one language, best first. `more`: there may be more than are shown."""

    language: str
    name: str
    rows: list[Row]
    chance: bool
    more: bool

    @property
    def count(self) -> str:
        """ "12 passages"; where there may be more of them, "the first 10"."""
        n = len(self.rows)
        return (
            _("the first %(n)s") % {"n": n} if self.more else ngettext("%(n)s passage", "%(n)s passages", n) % {"n": n}
        )


def groups(results: Results, asked: Asked, user: Any, limit: int) -> list[Group]:
    """Hits by language: that of the question first, then by the best hit of each."""
    found = {language: hits for language, hits in results.by_language.items() if hits}
    own = results.searched.language if results.searched else OWN
    order = sorted(found, key=lambda code: (code != own, -max(hit.score for hit in found[code])))
    drawn = rows([hit for code in order for hit in found[code]], asked, user)
    return [
        Group(
            language=code,
            name=language_name(code) if code else _("Language not known"),
            rows=[drawn[hit.passage_id] for hit in found[code] if hit.passage_id in drawn],
            chance=code in AT_CHANCE,
            more=len(found[code]) >= limit,
        )
        for code in order
    ]


def rows(hits: Sequence[Hit], asked: Asked, user: Any) -> dict[int, Row]:
    """Hits as they are drawn, by passage. What `user` may not read is left out, whatever the engine says."""
    mine = visible_documents(user)
    versions = {
        version.pk: version
        for version in DocumentVersion.objects.filter(
            pk__in={hit.version_id for hit in hits}, document__in=mine
        )
        .select_related("document__source", "standing")
        .prefetch_related("document__countries")
        .defer("text", "signature")
    }  # fmt: skip
    about = dict(Passage.objects.filter(pk__in=[hit.passage_id for hit in hits]).values_list("pk", "topics"))
    sources = {version.document.source_id for version in versions.values()}
    assessed = set(
        SourceAssessment.objects.filter(source__in=sources, document=None).values_list("source_id", flat=True)
    )
    spanish = _translations([hit.passage_id for hit in hits if hit.language != OWN])
    drafted = {code for code in {hit.language for hit in hits} - {OWN, ""} if engines.available(code, OWN)}
    rules, today = packs.current().coi.age, user.office.today()
    drawn: dict[int, Row] = {}
    for hit in hits:
        version = versions.get(hit.version_id)
        if version is None:
            continue
        document = version.document
        cut = _marked(hit, asked)
        chance = hit.language in AT_CHANCE
        subjects = [*document.topics, *about.get(hit.passage_id, [])]
        drawn[hit.passage_id] = Row(
            hit=hit,
            version=version,
            pieces=cut,
            countries=[(each.country, country_name(each.country)) for each in document.countries.all()],
            assessed=document.source_id in assessed,
            age=ages.judgement(
                subjects,
                ages.covered_until(version.cutoff, version.period_to, version.published_on),
                today,
                rules,
            ),
            why=wording.reasons(hit.why, [piece.text for piece in cut if piece.found], chance=chance),
            translation=spanish.get(hit.passage_id),
            chance=chance,
            draftable=hit.language in drafted,
        )
    return drawn


def _marked(hit: Hit, asked: Asked) -> list[Piece]:
    said = [word for reason in hit.why if reason.code == "words" for word in reason.data]
    return pieces(hit.text, [*said, asked.words], asked.values(syntax.PHRASE))


def _translations(passages: Sequence[int]) -> dict[int, Any]:
    """What there is of passages in Spanish: approved, or a draft of the machine."""
    return queries.standing("coi.passage", passages, OWN)


def zone_of(user: Any) -> ZoneInfo:
    """The clock on the wall of whoever asks."""
    return ZoneInfo(user.office.zone)


def titled(user: Any, text: str, limit: int = 8) -> list[Document]:
    """Documents `user` may read whose title has all words of `text`."""
    found = visible_documents(user).select_related("source")
    words = text.split()[:8]
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(title_es__icontains=word) | Q(number__iexact=word))
    return list(found.order_by("-created_at")[:limit]) if words else []


def filters(user: Any) -> dict[str, list[tuple[str, str]]]:
    """What the page offers to narrow a search by: only what the library holds. Values as `syntax` writes chips."""
    mine = visible_documents(user)
    held = (
        mine.values("countries__country").annotate(n=Count("pk", distinct=True)).values_list("countries__country", "n")
    )
    sources = sorted({(str(document[0]), document[2] or document[1]) for document in mine.values_list(
        "source_id", "source__name", "source__name_es").distinct()}, key=lambda each: each[1].casefold())  # fmt: skip
    spoken = mine.values_list("standings__language", flat=True).distinct()
    return {
        "countries": sorted(((code, country_name(code)) for code, _n in held if code), key=lambda each: each[1]),
        "sources": sources,
        "languages": sorted(((code, language_name(code)) for code in set(spoken) if code), key=lambda each: each[1]),
        "kinds": [(code, str(label)) for code, label in Document.Kind.choices],
    }


def new_since(saved: SavedSearch, hits: Sequence[Hit]) -> int:
    """How many hits were captured since the owner last looked."""
    versions = {hit.version_id for hit in hits}
    newer: set[UUID] = set(
        DocumentVersion.objects.filter(pk__in=versions, captured_at__gt=saved.seen_at).values_list("pk", flat=True)
    )
    return sum(hit.version_id in newer for hit in hits)
