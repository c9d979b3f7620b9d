"""Which of several ways finds the passage that answers, over this project's own questions, in one run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from benchmarks import measuring
from benchmarks.coi_search import questions
from benchmarks.measuring import Report

DEPTH = 20  # passages looked at
LATE = 60  # reciprocal rank fusion's constant


class Found(NamedTuple):
    """Shares of questions whose document is first and among ten, and the mean of 1/rank."""

    first: float
    among_ten: float
    mean_reciprocal: float


def load() -> Any:
    """The passages as documents of the library, indexed, with their kept vectors; returns (questions, document ids)."""
    import hashlib

    from django.db import connection
    from django.utils import timezone

    from acogida.coi.models import Document, DocumentVersion, IndexedVector, Passage, Source, Standing
    from acogida.coi.search import vectors, writing
    from acogida.coi.search.indexing import KEEP
    from acogida.files.models import Blob

    data = questions.load()
    source = Source.objects.create(name="Questions")
    blob = Blob.objects.create(sha256="1" * 64, size=1, media_type="text/plain")
    documents = []
    for number in range(max(row.document for row in data.passages) + 1):
        document = Document.objects.create(source=source, title=str(number), external_id=str(number))
        version = DocumentVersion.objects.create(
            document=document, captured_at=timezone.now(), media_type="text/plain", snapshot=blob, text="",
            sha256=hashlib.sha256(str(number).encode()).hexdigest(), text_sha256="1" * 64, language_detected="en",
        )  # fmt: skip
        Standing.objects.create(version=version, document=document, language="en")
        documents.append(version)
    rows = [
        Passage(
            version=documents[row.document], ordinal=ordinal, char_from=0, char_to=1, sha256="1" * 64, text=row.text,
            header=row.header,
        )
        for ordinal, row in enumerate(data.passages)
    ]  # fmt: skip
    Passage.objects.bulk_create(rows)
    writing.write_words([version.pk for version in documents])
    if vectors.ready():
        ids = list(IndexedVector.objects.order_by("pk").values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [ids, [vectors.literal(vector) for vector in questions.kept_vectors()]])
    return data


def compare(data: questions.Questions) -> dict[str, Found]:
    """Each way's figures."""
    from acogida.coi.models import IndexedPassage, Passage
    from acogida.coi.search import Query, embedding, indexing, meaning, narrowing, ranking, search, vectors, words
    from acogida.coi.search.asking import prepare

    where = narrowing.condition(Query(""), None)
    assert where is not None
    order = dict(IndexedPassage.objects.values_list("passage_id", "document_id"))
    number = {document: int(name) for document, name in _names()}
    total = Passage.objects.count()
    texts = [question.text for question in data.questions]
    asked = [Query(text, language="es", languages=("en",), limit=DEPTH) for text in texts]
    questions_alone = embedding.questions(texts, indexing.cores())
    with _made_once(dict(zip(texts, questions_alone, strict=True))):
        prepared = prepare(asked, ["en"], indexing.cores())
    ranks: dict[str, list[int | None]] = {}

    def note(way: str, gold: int, passages: Sequence[int]) -> None:
        seen = list(dict.fromkeys(number[order[passage]] for passage in passages))
        ranks.setdefault(way, []).append(seen.index(gold) + 1 if gold in seen else None)

    for question, query, made, row in zip(data.questions, asked, prepared, questions_alone, strict=True):
        english = made.versions.texts["en"]
        likeness = meaning.nearest(vectors.literal(row), where, total, DEPTH)
        raw = words.best(words.asked(question.text, "en"), where, total, DEPTH)
        said = words.best(words.asked(english, "en"), where, total, DEPTH)
        by_meaning, by_words, by_raw = map(ranking.best_first, (likeness, said, raw))
        note("meaning alone", question.document, by_meaning)
        note("BM25 of the question as it is", question.document, by_raw)
        note("BM25 of its translation", question.document, by_words)
        note("reciprocal ranks with BM25 as it is", question.document, _fused(by_meaning, by_raw))
        note("reciprocal ranks with BM25 of the translation", question.document, _fused(by_meaning, by_words))
        hits = search(query, None, made).hits
        note("search", question.document, [hit.passage_id for hit in hits])
    return {way: _figures(found) for way, found in ranks.items()}


def measure(report: Report) -> None:
    data = load()
    report.setting |= {"questions": len(data.questions), "passages": len(data.passages)}
    started = time.perf_counter()
    found = compare(data)
    measuring.say(f"{time.perf_counter() - started:.0f} s")
    dense = found["meaning alone"]
    for way, figures in found.items():
        least = dense if way == "search" else None
        for what, value in figures._asdict().items():
            report.add(f"{way}: {what.replace('_', ' ')}", value, "", floor=getattr(least, what) if least else None)


@contextmanager
def _made_once(rows: dict[str, Any]) -> Iterator[None]:
    """Inside, a vector that is in `rows` is not made again: they are most of the time this takes."""
    from acogida.coi.search import embedding

    make = embedding.questions

    def questions(texts: Sequence[str], cores: int = 1) -> Any:
        new = [text for text in texts if text not in rows]
        rows.update(zip(new, make(new, cores), strict=True))
        return np.array([rows[text] for text in texts])

    embedding.questions = questions
    try:
        yield
    finally:
        embedding.questions = make


def _fused(*lists: Sequence[int]) -> list[int]:
    scores: dict[int, float] = {}
    for ranked in lists:
        for rank, passage in enumerate(ranked, 1):
            scores[passage] = scores.get(passage, 0.0) + 1 / (LATE + rank)
    return sorted(scores, key=lambda passage: (-scores[passage], passage))


def _names() -> Any:
    from acogida.coi.models import Document

    return Document.objects.values_list("pk", "external_id")


def _figures(ranks: Sequence[int | None]) -> Found:
    count = len(ranks)
    return Found(
        sum(rank == 1 for rank in ranks) / count,
        sum(rank is not None and rank <= 10 for rank in ranks) / count,
        sum(1 / rank for rank in ranks if rank) / count,
    )
