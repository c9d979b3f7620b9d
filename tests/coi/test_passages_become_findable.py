"""Indexing in the worker and at the command line; questions at the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from acogida.coi.commands.search import COMMANDS
from acogida.coi.models import IndexedPassage, IndexedVector, Standing
from acogida.coi.search import embedding, indexing, jobs, vectors
from acogida.coi.search.query import LONGEST, Query, read
from tests.cast import Cast
from tests.coi import searching
from tests.coi.library import a_version


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    searching.use(monkeypatch)


def run(*words: str) -> tuple[dict[str, Any], str, int]:
    command = COMMANDS["coi", words[0]]
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words[1:]))


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'coi.index' AND status = 'todo'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_worker_indexes_what_waits_and_nothing_twice(cast: Cast) -> None:
    version = a_version()
    indexing.defer(version.pk)
    indexing.defer(version.pk)
    assert waiting_jobs() == 1
    jobs.index_waiting()
    assert Standing.objects.get(pk=version.pk).indexed_at is not None
    passages = IndexedPassage.objects.filter(version_id=version.pk).count()
    assert passages == version.passages.count() > 0
    jobs.index_waiting()
    indexing.index([version.pk])
    assert IndexedPassage.objects.filter(version_id=version.pk).count() == passages
    with connection.cursor() as cursor:  # counted once, however often it is indexed
        cursor.execute("SELECT passages FROM coi_indexedterm WHERE language = 'es' AND term = ''")
        assert cursor.fetchone() == (passages,)
        cursor.execute("SELECT count(*) FROM coi_indexedposting")
        assert cursor.fetchone()[0] == sum(_lexemes())


def _lexemes() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(tsv) FROM coi_indexedpassage")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_a_run_that_is_broken_off_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    if not vectors.ready():
        pytest.skip("this server has no pgvector")
    version = a_version(text="Las pandillas cobran una cuota a los comerciantes. " * 700)
    total = version.passages.count()
    assert total > 2 * indexing.BATCH
    calls = iter(range(2))

    def dying(texts: Any, cores: int = 1) -> Any:
        if next(calls):
            raise KeyboardInterrupt
        return searching.concepts(texts)

    monkeypatch.setattr(embedding, "passages", dying)
    said: list[tuple[int, int]] = []
    with pytest.raises(KeyboardInterrupt):
        indexing.index([version.pk], lambda done, of: said.append((done, of)))
    assert said == [(indexing.BATCH, total)]
    assert indexing.without_meaning() == total - indexing.BATCH and indexing.waiting() == [version.pk]
    made: list[str] = []

    def goes_on(texts: Any, cores: int = 1) -> Any:
        made.extend(texts)
        return searching.concepts(texts)

    monkeypatch.setattr(embedding, "passages", goes_on)
    jobs.index_waiting()
    assert indexing.without_meaning() == 0 and indexing.waiting() == []
    assert len(made) == total - indexing.BATCH  # what was made is not made again: a long document would never be done
    assert IndexedVector.objects.count() == total


@pytest.mark.django_db
def test_a_question_at_the_command_line_is_answered_in_one_document(cast: Cast) -> None:
    searching.three_documents()
    question = "¿Quién cobra extorsión a los comerciantes?"
    document, text, code = run("search", question, "--lang", "es", "--in", "en", "--country", "HND", "--limit", "3")
    assert code == 0 and [hit["external_id"] for hit in document["hits"]] == ["hn-1"]
    hit = json.loads(json.dumps(document, default=str))["hits"][0]
    assert hit["lang"] == "en" and hit["country"] == "HND" and hit["page"] is None and hit["text"].startswith("Gangs")
    assert {"code": "country", "data": ["HN"]} in hit["why"] and document["took_ms"] > 0
    assert "Honduras" in text and "1 passages of 1 documents" in text
    assert run("search", question, "--country", "Atlántida")[2] == 1
    assert (
        run("search")[2]
        == run("search", question, "--batch", "x")[2]
        == run("search", question, "--limit", "0")[2]
        == 1
    )


@pytest.mark.django_db
def test_a_file_of_questions_is_answered_line_by_line(cast: Cast, tmp_path: Path) -> None:
    searching.three_documents()
    asked, out = tmp_path / "questions.jsonl", tmp_path / "hits.jsonl"
    rows = [
        {"qid": "1", "text": "¿Quién cobra extorsión a los comerciantes?", "lang": "es", "in": ["en"]},
        {"qid": 2, "text": "pandillas", "lang": "es", "in": ["es"]},
        {"qid": 3, "text": "freedom of religion", "lang": "en", "in": "en"},
        {"qid": 4, "text": "pandillas"},
        {"qid": 5, "text": "¿Quién cobra\u2028«la cuota\x00» a los comerciantes?", "lang": None, "in": None},
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    asked.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    document, _text, code = run("search", "--batch", str(asked), "--out", str(out))
    assert code == 0 and document["questions"] == 5
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["qid"] for row in found] == ["1", 2, 3, 4, 5]
    assert [row["hits"][0]["external_id"] for row in found[:3]] == ["hn-1", "sv-1", "nr-1"]
    assert {"hn-1", "sv-1"} <= {hit["external_id"] for hit in found[3]["hits"]}
    # What a sentence quotes is no operator: another language has other words for it, which meaning finds.
    assert {"sv-1", *(["hn-1"] if vectors.ready() else [])} <= {hit["external_id"] for hit in found[4]["hits"]}
    assert all(len(row["hits"]) <= 10 for row in found)
    assert len(read(Query("a" * 9_000)).text) == LONGEST  # what nobody asks keeps a translator busy for minutes
    for wrong in (b'{"qid": 1}', b'{"qid": 1, "text": null}', b'{"qid": 1, "text": "\xf3"}', b"[1]"):
        asked.write_bytes(wrong + b"\n")
        document, text, code = run("search", "--batch", str(asked), "--out", str(out))
        assert code == 1 and ("line 1" in text or "UTF-8" in text)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 5


@pytest.mark.django_db
def test_the_index_is_made_again_at_the_command_line(cast: Cast) -> None:
    a_version()
    document, _text, code = run("index")
    assert code == 0 and document["versions"] == 1 and document["passages"] == 1
    assert run("index")[0]["passages"] == 0
    again = run("index", "--all")[0]
    assert (again["versions"], again["passages"]) == (1, 1)


@pytest.mark.as_owner
@pytest.mark.django_db
def test_a_server_that_gets_pgvector_later_needs_nothing_but_a_migration(cast: Cast) -> None:
    if vectors.state() != "ready":
        pytest.skip("this server has no pgvector")
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION vector CASCADE")
    assert vectors.state() == "offered" and not indexing.by_meaning()
    version = a_version()
    assert indexing.index([version.pk]) == 1 and indexing.without_meaning() == 1
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a migration is a transaction of its own
    assert vectors.ensure() == "" and vectors.ready()
    with connection.cursor() as cursor:  # made by an earlier version: one index for all languages
        cursor.execute("DROP INDEX indexedvector_near_en")
        cursor.execute("CREATE INDEX indexedvector_near ON coi_indexedvector USING hnsw (embedding halfvec_cosine_ops)")
        assert vectors.ensure() == ""
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'indexedvector_near%' ORDER BY 1")
        assert [row[0].rpartition("_")[2] for row in cursor.fetchall()] == ["en", "es", "fr", "other", "pt"]
    assert indexing.without_meaning() == 1
    assert not indexing.some(until=1e18) and indexing.without_meaning() == 0
