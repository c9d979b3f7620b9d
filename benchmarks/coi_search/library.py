"""A library of any size: invented passages over real words, with vectors that were never asked of the model."""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import accumulate
from random import Random
from typing import Any

import numpy as np

LANGUAGES = (("en", 0.7), ("es", 0.15), ("fr", 0.1), ("pt", 0.05))
COUNTRIES = "HN SV GT NI HT CU VE CO MX BR EC PE BO AF SY IR IQ SO ET ER CM NG SN GH RU UA UZ PK BD NP LK IN CN".split()
OF_A_DOCUMENT = 50
TOPICS = 300  # centres around which vectors lie, as passages lie around subjects


def words(random: Random, known: list[str]) -> Any:
    """A function that gives a passage of 60 to 110 words: known ones as often as their rank lets expect (Zipf), one in twelve
    of a long tail of names."""
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(known))))

    def passage() -> str:
        chosen = random.choices(known, cum_weights=weights, k=random.randint(60, 110))
        return " ".join(f"Nom{random.randrange(40_000)}" if random.random() < 1 / 12 else word for word in chosen)

    return passage


def vectors(count: int, seed: int = 7) -> Any:
    """Normalised rows around a few hundred centres, all near one direction, as this model's are."""
    numbers = np.random.default_rng(seed)
    common = numbers.normal(size=384)
    centres = common * 1.6 + numbers.normal(size=(TOPICS, 384))
    rows = centres[numbers.integers(TOPICS, size=count)] + 0.8 * numbers.normal(size=(count, 384))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def load(passages: int, known: list[str], seed: int = 7) -> list[Any]:
    """Documents with their versions and so many passages, as the intake would leave them; returns the versions' ids."""
    from django.utils import timezone

    from acogida.coi.models import Document, DocumentCountry, DocumentVersion, Passage, Source, Standing
    from acogida.files.models import Blob

    random = Random(seed)
    speak = words(random, known)
    source = Source.objects.create(name="Benchmark")
    blob = Blob.objects.create(sha256="0" * 64, size=1, media_type="text/plain")
    documents, versions, standings, countries, rows = [], [], [], [], []
    languages, shares = zip(*LANGUAGES, strict=True)
    for number in range(-(-passages // OF_A_DOCUMENT)):
        document = Document(source=source, title=f"Report {number}", external_id=str(number), kind="annual")
        country, language = random.choice(COUNTRIES), random.choices(languages, shares)[0]
        version = DocumentVersion(
            document=document, captured_at=timezone.now(), media_type="text/plain", snapshot=blob, text="",
            sha256=hashlib.sha256(str(number).encode()).hexdigest(), text_sha256="0" * 64,
            published_on=dt.date(2018 + number % 8, 1, 1), language_detected=language,
        )  # fmt: skip
        documents.append(document)
        versions.append(version)
        countries.append(DocumentCountry(document=document, country=country))
        standings.append(Standing(version=version, document=document, language=language))
        for ordinal in range(min(OF_A_DOCUMENT, passages - len(rows))):
            rows.append(
                Passage(
                    version=version,
                    ordinal=ordinal,
                    char_from=0,
                    char_to=1,
                    text=speak(),
                    sha256="0" * 64,
                    header=f"{country}. Report {number}.",
                )
            )
    for model, made in ((Document, documents), (DocumentVersion, versions), (Standing, standings)):
        model.objects.bulk_create(made, batch_size=2000)
    DocumentCountry.objects.bulk_create(countries)
    Passage.objects.bulk_create(rows, batch_size=2000)
    return [version.pk for version in versions]


def keep_vectors(seed: int = 7) -> int:
    """Give every passage an invented vector, as the database's owner: the index is made behind them."""
    from django.db import connection

    from acogida.coi.models import IndexedVector
    from acogida.coi.search import vectors as column
    from acogida.coi.search.indexing import KEEP

    ids = list(IndexedVector.objects.order_by("pk").values_list("pk", flat=True))
    rows = vectors(len(ids), seed)
    with connection.cursor() as cursor:
        near = [statement.split()[5] for statement in column.near()]
        cursor.execute(f"DROP INDEX IF EXISTS {', '.join(near)}")
        for at in range(0, len(ids), 5000):
            cursor.execute(KEEP, [ids[at : at + 5000], [column.literal(row) for row in rows[at : at + 5000]]])
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for statement in column.near():
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    return len(ids)
