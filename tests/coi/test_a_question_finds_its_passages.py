"""Search by words, by meaning, and by both; operators and filters; what is restricted is nowhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from acogida.coi.models import Document, DocumentCountry, IndexedPassage, Standing
from acogida.coi.search import Query, embedding, indexing, meaning, search, translating, vectors, words
from acogida.coi.search.narrowing import condition, with_operators
from acogida.languages import engines
from tests.cast import Cast
from tests.coi import searching
from tests.coi.searching import concepts, indexed, three_documents


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    searching.use(monkeypatch)


@pytest.fixture
def library(cast: Cast) -> dict[str, Any]:
    return three_documents()


def ids(query: Query, user: Any) -> list[str]:
    return [hit.external_id for hit in search(query, user).hits]


def reasons(hit: Any) -> dict[str, tuple[str, ...]]:
    return {why.code: why.data for why in hit.why}


@pytest.mark.django_db
def test_a_spanish_question_finds_an_english_passage_and_says_why(library: dict[str, Any], cast: Cast) -> None:
    found = search(Query("¿Quién cobra extorsión a los comerciantes?", languages=("en",), language="es"), cast.officer)
    assert found.hits[0].external_id == "hn-1"
    assert found.hits[0].country == "HN" and found.hits[0].header.startswith("Honduras.")
    assert set(reasons(found.hits[0])["words"]) == {"collects", "extortion", "shopkeepers"}  # in the passage's language
    assert found.searched is not None
    assert (found.searched.documents, found.searched.passages, found.searched.languages) == (2, 2, ("en",))
    assert "list es-en" in found.searched.engines
    assert ("meaning" in found.searched.engines) == vectors.ready() == ("meaning" in reasons(found.hits[0]))


@pytest.mark.django_db
def test_each_language_has_a_list_of_its_own(library: dict[str, Any], cast: Cast) -> None:
    found = search(Query("¿Quién cobra extorsión a los comerciantes?", language="es"), cast.officer)
    assert [hit.external_id for hit in found.by_language["es"]] == ["sv-1"]
    assert found.by_language["en"][0].external_id == "hn-1"
    assert {"hn-1", "sv-1"} <= {hit.external_id for hit in found.hits}


@pytest.mark.django_db
def test_what_is_quoted_must_occur_and_what_follows_a_minus_must_not(library: dict[str, Any], cast: Cast) -> None:
    indexed(title="Otra", text="Las pandillas cobran una cuota a la iglesia.", external_id="sv-2", country="SV")
    assert set(ids(Query("pandillas", languages=("es",)), cast.officer)) == {"sv-1", "sv-2"}
    assert ids(Query('pandillas "cobran una cuota a los comerciantes"'), cast.officer) == ["sv-1"]
    assert ids(Query("pandillas -iglesia", languages=("es",)), cast.officer) == ["sv-1"]
    assert ids(Query('pandillas "cuota 100%_"'), cast.officer) == []
    found = search(Query('"freedom of religion"', language="en"), cast.officer)
    assert [hit.external_id for hit in found.hits] == ["nr-1"]
    assert reasons(found.hits[0])["phrase"] == ("freedom of religion",)
    # Excluded is what the word means, whatever the language of the passage.
    indexed(title="Church", text="The church in the market was threatened by gangs.", language="en", external_id="hn-2")
    assert "hn-2" in ids(Query("gangs", languages=("en",), language="es"), cast.officer)
    assert "hn-2" not in ids(Query("gangs -iglesia", languages=("en",), language="es"), cast.officer)


@pytest.mark.django_db
def test_filters_leave_what_they_say(library: dict[str, Any], cast: Cast) -> None:
    gangs = library["gangs"].document

    def left(**narrowed: Any) -> set[str]:
        return set(ids(Query("extorsión religion", language="es", **narrowed), cast.officer))

    assert left(countries=("HN",)) == {"hn-1"}
    assert left(not_countries=("HN", "NR")) == {"sv-1"}
    assert left(published_to=dt.date(2025, 1, 1)) == {"sv-1"}
    assert left(published_from=dt.date(2025, 1, 1)) == {"hn-1", "nr-1"}
    assert (
        left(sources=(gangs.source_id,)) == {"hn-1", "nr-1", "sv-1"} and left(not_sources=(gangs.source_id,)) == set()
    )
    # What is known of a document changes: the index follows in the same transaction.
    Document.objects.filter(pk=gangs.pk).update(kind="law", topics=["gender"])
    assert left(kinds=("law",)) == left(topics=("gender",)) == {"hn-1"}
    DocumentCountry.objects.create(document=gangs, country="GT", role="mentioned")
    assert left(countries=("GT",)) == {"hn-1"}
    found = search(Query("extorsión en Guatemala", language="es", countries=("GT",)), cast.officer)
    assert reasons(found.hits[0])["country"] == ("GT",) and found.hits[0].country == "HN"


@pytest.mark.django_db
def test_what_is_restricted_is_neither_found_nor_counted(library: dict[str, Any], cast: Cast) -> None:
    Document.objects.filter(pk=library["gangs"].document_id).update(access=Document.Access.RESTRICTED)
    question = Query("extorsión", language="es")
    reading = search(question, cast.officer)
    assert "hn-1" in [hit.external_id for hit in reading.hits]  # officers may read it (coi.view_restricted)
    cast.officer.postings.all().delete()
    nobody = search(question, cast.nobody)
    assert nobody.hits == () and nobody.searched is not None and nobody.searched.passages == 0
    public = condition(question, Reader())  # type: ignore[arg-type]
    assert public is not None and "NOT i.restricted" in public.sql
    found = search(question, Reader())  # type: ignore[arg-type]
    assert "hn-1" not in [hit.external_id for hit in found.hits]
    assert all("hn-1" not in [hit.external_id for hit in hits] for hits in found.by_language.values())
    assert found.searched is not None and (found.searched.documents, found.searched.passages) == (2, 2)


class Reader:
    """Somebody who may read what is public."""

    def can(self, action: str) -> bool:
        return action == "coi.view"


@pytest.mark.django_db
def test_an_earlier_edition_is_found_only_when_it_is_asked_for_and_a_withdrawn_one_never(
    library: dict[str, Any], cast: Cast
) -> None:
    old = library["cuota"]
    new = indexed(text="Las pandillas ya no cobran a los comerciantes.", country="SV", external_id="sv-1")
    assert Standing.objects.get(pk=old.pk).state == Standing.State.SUPERSEDED
    pandillas = Query("pandillas comerciantes", languages=("es",))
    assert {hit.version_id for hit in search(pandillas, cast.officer).hits} == {new.pk}
    everything = Query("pandillas comerciantes", languages=("es",), current_only=False)
    assert {hit.version_id for hit in search(everything, cast.officer).hits} == {new.pk, old.pk}
    Standing.objects.filter(pk=old.pk).update(state="withdrawn", reason="Falso")
    assert {hit.version_id for hit in search(everything, cast.officer).hits} == {new.pk}


@pytest.mark.django_db
def test_one_document_does_not_fill_the_list(cast: Cast) -> None:
    sentence = "Las pandillas cobran una cuota a los comerciantes del mercado. "
    indexed(title="Largo", text=sentence * 100, external_id="long")
    indexed(title="Corto", text="Las pandillas cobran una cuota a los taxistas.", external_id="short")
    assert ids(Query("pandillas cuota comerciantes"), cast.officer) == ["long", "long", "short"]
    assert len(ids(Query("pandillas cuota comerciantes", per_document=5, limit=4), cast.officer)) == 4


@pytest.mark.django_db
def test_the_same_question_has_the_same_answer(cast: Cast) -> None:
    for number in range(6):
        indexed(title=f"Nota {number}", text="Las pandillas cobran una cuota.", external_id=str(number), country="")
    first = ids(Query("cuota de pandillas"), cast.officer)
    assert first == ["0", "1", "2", "3", "4", "5"]
    assert all(ids(Query("cuota de pandillas"), cast.officer) == first for _again in range(3))


@pytest.mark.django_db
def test_without_the_model_words_go_on_and_it_is_said(
    library: dict[str, Any], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "installed", lambda: False)
    found = search(Query("¿Quién cobra extorsión a los comerciantes?", language="es"), cast.officer)
    assert found.hits[0].external_id == "hn-1" and found.hits[0].score == 1.0
    assert found.searched is not None and "meaning" not in found.searched.engines
    assert found.searched.missing[0][0] in ("meaning:no_model", "meaning:no_pgvector")
    # What comes in meanwhile gets its meaning once the model is there.
    version = indexed(title="Otra", text="Pagan la cuota por miedo a la pandilla.", external_id="sv-3")
    monkeypatch.setattr(embedding, "installed", lambda: True)
    if vectors.ready():
        assert indexing.without_meaning([version.pk]) == 1
        assert not indexing.some(until=1e18)
        assert indexing.without_meaning() == 0


@pytest.mark.django_db
def test_without_pgvector_words_go_on_and_it_is_said(
    library: dict[str, Any], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "ready", lambda: False)
    indexed(title="Otra", text="Pagan la cuota por miedo.", external_id="sv-4")
    found = search(Query("cuota", language="es"), cast.officer)
    assert {"sv-1", "sv-4"} <= {hit.external_id for hit in found.hits}
    assert found.searched is not None and ("meaning:no_pgvector", ()) in found.searched.missing


@pytest.mark.django_db
def test_words_of_another_language_are_not_compared_when_nothing_translates(
    library: dict[str, Any], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "engines", list)
    found = search(Query("extorsión comerciantes religion", language="es"), cast.officer)
    assert found.searched is not None and ("words:untranslated", ("en",)) in found.searched.missing
    if vectors.ready():  # "religion" is in an English passage, too: no word of this question, though
        assert all("words" not in reasons(hit) for hit in found.by_language["en"])
    else:
        assert found.by_language["en"][0].external_id == "nr-1"


def test_a_text_the_engine_dies_of_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def translate(texts: list[str], source: str, target: str) -> list[str]:
        if target != "en" or "bad" in texts:
            raise engines.Unavailable((source, target), "ended" if target == "en" else "no_engine")
        return [f"{target}: {text}" for text in texts]

    monkeypatch.setattr(engines, "translate", translate)
    made = translating.many(["uno", "dos", "bad", "cuatro"], "es", ["en", "qu"])
    assert [each.texts for each in made] == [{"en": "en: uno"}, {"en": "en: dos"}, {}, {"en": "en: cuatro"}]


@pytest.mark.django_db
def test_a_language_the_model_does_not_know_is_named(cast: Cast) -> None:
    indexed(title="Garífuna", text="Sun gürigia agübürühati lau uarani.", language="cab", external_id="cab-1")
    found = search(Query("derechos", language="es"), cast.officer)
    assert found.searched is not None and found.searched.languages == ("cab",)
    if vectors.ready():
        assert ("meaning:chance", ("cab",)) in found.searched.missing


@pytest.mark.django_db
def test_a_version_whose_language_is_corrected_is_indexed_again(library: dict[str, Any], cast: Cast) -> None:
    version = library["faith"]
    assert Standing.objects.get(pk=version.pk).indexed_at is not None
    Standing.objects.filter(pk=version.pk).update(language="fr")
    assert indexing.waiting() == [version.pk]
    indexing.some(until=1e18)
    assert indexing.waiting() == []
    assert set(IndexedPassage.objects.filter(version_id=version.pk).values_list("language", flat=True)) == {"fr"}
    with connection.cursor() as cursor:  # counted once, in the language it is now in
        cursor.execute("SELECT language, passages FROM coi_indexedterm WHERE term = 'religion' AND passages <> 0")
        assert cursor.fetchall() == [("fr", 1)]


@pytest.mark.django_db
def test_both_legs_are_answered_by_their_index(library: dict[str, Any], cast: Cast) -> None:
    everything = condition(Query("x"), None)
    assert everything is not None
    where = with_operators(everything, Query("x"), "en", [])
    wanted = words.asked("extortion of shopkeepers", "en")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            "EXPLAIN " + words.SCORED.format(score="sum(wanted.weight * p.count * p.words)", where=where.sql),
            {**where.values, "terms": list(wanted.weights), "weights": list(wanted.weights.values()), "most": 10},
        )
        assert "Index Only Scan using coi_indexedposting_pkey" in "\n".join(row[0] for row in cursor.fetchall())
        # A handful of passages is as cheaply joined first and read after, or found by its language: what would do without the
        # index of words is closed.
        cursor.execute("SET LOCAL enable_bitmapscan = on; SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off")
        phrase = with_operators(everything, Query("x", phrases=("extortion fee",)), "en", [])
        spoken = phrase.sql.replace("i.language = %(language)s", "true")
        cursor.execute(f"EXPLAIN SELECT FROM coi_indexedpassage i WHERE {spoken}", phrase.values)
        assert "indexedpassage_words" in "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_indexscan = on; SET LOCAL enable_nestloop = on")
        if vectors.ready():
            question = vectors.literal(concepts(["gang"])[0])
            for language, name in (("en", "en"), ("cab", "other")):
                where = with_operators(everything, Query("x"), language, [])
                given = {**where.values, "question": question, "most": 10}
                with meaning.walking(cursor):
                    cursor.execute("EXPLAIN " + meaning.NEAREST.format(where=where.sql), given)
                    assert f"indexedvector_near_{name}" in "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.django_db
def test_words_are_worth_what_the_formula_says_whatever_the_filter_leaves(
    library: dict[str, Any], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        indexed(
            title=f"N {number}",
            text="The gangs extort. " * (number + 1),
            language="en",
            country="HN" if number % 2 else "SV",
        )
    everything = condition(Query("x", not_countries=("SV",)), None)
    assert everything is not None
    where = with_operators(everything, Query("x"), "en", [])
    wanted = words.asked("gangs and their extortion of shopkeepers", "en")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.passage_id, p.term_id, p.count, i.words FROM coi_indexedposting p JOIN coi_indexedpassage i USING (passage_id)"
            f" WHERE p.term_id = ANY(%(terms)s) AND {where.sql}",
            {**where.values, "terms": list(wanted.weights)},
        )
        expected: dict[int, float] = {}
        for passage, term, count, length in cursor.fetchall():
            norm = words.K1 * (1 - words.B + words.B * length / wanted.mean)
            worth = wanted.weights[term] * count * (words.K1 + 1) / (count + norm)
            expected[passage] = expected.get(passage, 0.0) + worth
    first = dict(sorted(expected.items(), key=lambda each: (-each[1], each[0]))[:3])
    assert len(expected) == 5 and len(wanted.weights) == 3
    assert words.best(wanted, where, 5, 3) == pytest.approx(first)
    monkeypatch.setattr(words, "FEW", 0)
    assert words.best(wanted, where, 5, 3) == pytest.approx(first)
    assert words.of_these(wanted, expected) == pytest.approx(expected)


@pytest.mark.django_db
@pytest.mark.as_owner
def test_the_walk_along_the_index_finds_what_comparing_all_finds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    if not vectors.ready():
        pytest.skip("this server has no pgvector")
    for number in range(12):
        text = "Las pandillas cobran una cuota." if number % 3 else "La policía y la iglesia."
        indexed(title=f"Nota {number}", text=text, external_id=str(number), country="HN" if number % 2 else "SV")
    narrowed = condition(Query("x", countries=("HN",)), None)
    assert narrowed is not None
    where = with_operators(narrowed, Query("x"), "es", [])
    question = vectors.literal(concepts(["cuota"])[0])
    compared = meaning.nearest(question, where, 12, 5)
    monkeypatch.setattr(meaning, "EXACT", 0)
    with connection.cursor() as cursor:
        # Equal vectors that earlier tests took back stand in the index before these, and block the way.
        cursor.execute("REINDEX INDEX indexedvector_near_es")
        cursor.execute("SHOW enable_sort")
        before = cursor.fetchone()
        walked = meaning.nearest(question, where, 12, 5)
        cursor.execute("SHOW enable_sort")
        assert cursor.fetchone() == before == ("on",)
    assert sorted(walked.values()) == pytest.approx(sorted(compared.values()))
