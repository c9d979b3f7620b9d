"""The country information of a case as it stands: what each material fact rests on, its warnings, and what was answered to
them. Read in a handful of queries for the whole case, once for all that ask together."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from acogida.cases import packs
from acogida.cases.models import Case, Claim
from acogida.coi.ages import Level, covered_until
from acogida.coi.models import CountryFlag, DocumentCountry
from acogida.determination import dossier
from acogida.determination.country_checks import Checked, Cited, Fact, Warning, check
from acogida.determination.models import Citation, CountryAnswer, Disclosure, MaterialFact, NoInformation
from acogida.hooks.registry import once

CHANGES = ("superseded", "withdrawn", "event", "source")  # what happens to what is cited, not in the citing


@dataclass(frozen=True)
class Standing:
    """The country information of one claim. `citations` and `none` are by fact; `answers` by the mark of the warning."""

    facts: tuple[MaterialFact, ...]
    citations: dict[uuid.UUID, list[Citation]]
    none: dict[uuid.UUID, list[NoInformation]]
    answers: dict[str, CountryAnswer]
    flags: dict[str, CountryFlag]
    checked: Checked

    def open(self, *levels: Level) -> tuple[Warning, ...]:
        """The warnings nobody answered."""
        return self.checked.unanswered(self.answers.keys(), *levels)

    def changed(self) -> list[Warning]:
        """What happened since a passage was cited: a newer edition, a withdrawal, an event; not answered yet."""
        return [each for each in self.open() if each.code in CHANGES]


def of(case: Case) -> dict[uuid.UUID, Standing]:
    """Every claim of the case."""
    return once(("country", case.pk), lambda: read(case))


def standing(claim: Claim) -> Standing:
    """The claim's own."""
    return of(claim.case)[claim.pk]


def read(case: Case) -> dict[uuid.UUID, Standing]:
    """The same, read now."""
    claims = {key: known.assessment for key, known in dossier.of(case).items()}
    facts: dict[uuid.UUID, list[MaterialFact]] = {}
    for fact in MaterialFact.objects.filter(claim__in=claims, withdrawn=False).order_by("position", "pk"):
        facts.setdefault(fact.claim_id, []).append(fact)
    cited = list(citations(claims)) if facts else []
    silent = list(NoInformation.objects.filter(claim__in=claims, removed_at=None)) if facts else []
    answers = list(CountryAnswer.objects.filter(claim__in=claims).select_related("answered_by")) if cited else []
    disclosed = disclosures(claims) if cited else set()
    flags = flags_for(cited)
    ages, today = packs.of(case).coi.age, case.office.today()
    result = {}
    for key, assessment in claims.items():
        # A claim assessed with the principal's shares its facts, what was answered about them, and what was shown.
        hers = (key, *([assessment.follows_id] if assessment and assessment.follows_id else []))
        mine = tuple(fact for of in reversed(hers) for fact in facts.get(of, ()))
        by_fact = {f.pk: [c for c in cited if c.fact_id == f.pk] for f in mine}
        none = {f.pk: [n for n in silent if n.fact_id == f.pk] for f in mine}
        asked = [
            Fact(
                str(f.pk),
                tuple(as_cited(c, flags, any(_shown(c, of, disclosed) for of in hers)) for c in by_fact[f.pk]),
                bool(none[f.pk]),
            )
            for f in mine
        ]
        answered = {a.mark: a for a in answers if a.claim_id in hers}
        checked = check(asked, today, ages)
        result[key] = Standing(mine, by_fact, none, answered, {str(f.pk): f for f in flags}, checked)
    return result


def citations(claims: Iterable[uuid.UUID]) -> QuerySet[Citation]:
    """What is cited in these claims and not taken back, with all that the checks and the pages ask of it."""
    countries = Prefetch("version__document__countries", queryset=DocumentCountry.objects.order_by("country"))
    return (
        Citation.objects.filter(claim__in=list(claims), removed_at=None)
        .select_related(
            "version__standing__superseded_by", "version__document__source", "passage", "translation", "cited_by",
            "pack_item",
        )
        .defer("version__text", "version__pages", "version__standing__superseded_by__text")
        .prefetch_related(countries)
    )  # fmt: skip


def disclosures(claims: Iterable[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID | None]]:
    """(claim, document or pack version) that was shown to the person."""
    rows = Disclosure.objects.filter(claim__in=list(claims))
    return {(row.claim_id, row.document_id or row.pack_version_id) for row in rows}


def _shown(citation: Citation, claim: uuid.UUID, disclosed: Collection[tuple[uuid.UUID, uuid.UUID | None]]) -> bool:
    pack = citation.pack_item.version_id if citation.pack_item else None
    return (claim, citation.version.document_id) in disclosed or (pack is not None and (claim, pack) in disclosed)


def flags_for(cited: Collection[Citation]) -> list[CountryFlag]:
    """The events, not over, in the countries that the citations are about."""
    countries = {row.country for citation in cited for row in about(citation)}
    return list(CountryFlag.objects.filter(country__in=countries, ended_at=None)) if countries else []


def about(citation: Citation) -> list[DocumentCountry]:
    """The countries its document is about."""
    return [row for row in citation.version.document.countries.all() if row.role == DocumentCountry.Role.MAIN]


def as_cited(citation: Citation, flags: Collection[CountryFlag], disclosed: bool) -> Cited:
    """A citation as the checks see it."""
    version = citation.version
    document, now = version.document, version.standing
    covered = covers(citation)
    countries = {row.country for row in about(citation)}
    return Cited(
        id=str(citation.pk), role=citation.role, state=now.state, topics=tuple(citation.passage.topics or document.topics),
        covered=covered, source_status=document.source.status,
        origin=(document.origin_key or str(document.source_id)).casefold(),
        newer=str(now.superseded_by_id or ""), restricted=document.access == document.Access.RESTRICTED,
        disclosed=disclosed,
        flags=tuple(str(f.pk) for f in flags if f.country in countries and covered is not None and f.on > covered),
        translation_old=bool(citation.translation and citation.translation.source_sha256 != citation.passage.sha256),
    )  # fmt: skip


def covers(citation: Citation) -> dt.date | None:
    """The last day that what is cited is about."""
    version = citation.version
    return covered_until(version.cutoff, version.period_to, version.published_on)


def gaps(case: Case, claim: Claim) -> list[str]:
    """The numbers of the facts without a citation and without an explicit none; from what conditions read anyway."""
    statements = dossier.of(case)[claim.pk].statements
    return [str(number) for number, each in enumerate(statements, 1) if not each.informed]


def open_warnings(case: Case, claim: Claim, *levels: Level) -> int:
    """How many warnings wait for an answer."""
    if not any(each.cited for each in dossier.of(case)[claim.pk].statements):
        return 0
    return len(of(case)[claim.pk].open(*levels))
