"""Candidates as hits: with their text, where they stand, and why they were found."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from acogida.coi.intake.countries import named_in
from acogida.coi.library.topics import suggest
from acogida.coi.models import Document, DocumentCountry, Passage, Standing
from acogida.coi.search import words
from acogida.coi.search.query import Hit, Query, Why
from acogida.coi.search.ranking import Candidate

UNUSED = ("indexed__tsv", *(f"version__{name}" for name in ("text", "pages", "signature", "capture")))


def hits(
    asked: Query, candidates: Iterable[Candidate], found_words: Iterable[words.Asked], visible: QuerySet[Document]
) -> dict[int, Hit]:
    """The candidates as hits, by passage; whatever is not among `visible` is left out, whatever the index says."""
    ranked = {each.passage: each for each in candidates}
    rows = Passage.objects.filter(pk__in=list(ranked), version__document__in=visible.order_by())
    related = rows.select_related("version__document__source", "version__standing", "indexed").defer(*UNUSED)
    passages = {passage.pk: passage for passage in related}
    countries = _countries({passage.version.document_id for passage in passages.values()})
    named = named_in(asked.text) | set(asked.countries)
    topics = set(suggest(asked.text)) | set(asked.topics)
    occurring = words.occurring(found_words, ranked)
    found = {}
    for each in ranked.values():
        passage = passages.get(each.passage)
        if passage is None:
            continue
        version, document = passage.version, passage.version.document
        of = countries.get(document.pk, [])
        why = [
            Why("meaning") if each.likeness is not None else None,
            Why("words", tuple(occurring[each.passage])) if occurring.get(each.passage) else None,
            Why("phrase", asked.phrases) if asked.phrases else None,
            Why("country", tuple(code for code in of if code in named)) if named & set(of) else None,
            Why("topic", tuple(sorted(topics & set(passage.indexed.topics)))) if topics & set(passage.indexed.topics) else None,
        ]  # fmt: skip
        found[each.passage] = Hit(
            passage_id=passage.pk,
            version_id=version.pk,
            document_id=document.pk,
            external_id=document.external_id,
            title=document.title,
            page=passage.page_from,
            section=tuple(passage.section),
            text=passage.text,
            header=passage.header,
            language=version.standing.language,
            country=of[0] if of else "",
            score=round(each.score, 6),
            why=tuple(reason for reason in why if reason),
            confirmed=document.confirmed_at is not None,
            current=version.standing.state == Standing.State.CURRENT,
            published_on=version.published_on,
            source=str(document.source),
        )
    return found


def _countries(documents: set) -> dict:
    """The countries of each document, those it is about first."""
    found: dict = {}
    rows = DocumentCountry.objects.filter(document__in=documents).order_by("role", "country")
    for row in rows:  # "main" before "mentioned"
        found.setdefault(row.document_id, []).append(row.country)
    return found
