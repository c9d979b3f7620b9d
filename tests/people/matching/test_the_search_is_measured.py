"""`acogida match bench`: lists as they come, loaded into a database of their own, searched and scored."""

from __future__ import annotations

import csv
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from acogida.people.commands import match
from acogida.people.matching import bench, scratch
from acogida.people.matching.record import Record
from acogida.people.models import MatchProfile, Person
from tests.cast import Cast, a_person

pytestmark = pytest.mark.django_db
PEOPLE = '''id,given,sur1,sur2,dob,sex,nat,person,colour
a,María José,Núñez,Ibáñez,1992-03-14,F,HN,p1,red
a2,Ma. José,Nuñes,,1992-14-03,F,HN,p1,red
b,Wideline,Dieudonné,,1991,F,HT,p2,
c,محمد,الحسن,,1988-02-30,M,SY,,
d,"Ana ""Nita""",O'Brien|Paz,,,X,,p4,
e,,,,,,,p5,
f,=cmd|' /C calc'!A0,Pérez,,2001-01-01,M,GT,p6,
'''
QUERIES = """qid,true_id,given,sur1,sur2,dob,sex,nat
q1,a2,Maria Jose,Ibanez,Nunez,1992-03-14,F,HN
q2,b,Widline,Dieudone,,1991,,
q3,c,Mohamed,Al-Hassan,,1988-02-30,M,SY
q4,d,Ana Nita,Obrien,,,,
q5,,,,,,,
q6,nobody here,Zacarías,Quintanilla,,1950,M,NI
"""


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command runs as the database's owner."""
    house = connections["default"]
    house.close()
    monkeypatch.setitem(house.settings_dict["OPTIONS"], "options", "")
    yield
    house.close()


def run(folder: Path, people: str, queries: str, *, mark: str = "") -> tuple[dict[str, Any], int, list[dict[str, str]]]:
    (folder / "people.csv").write_text(mark + people, encoding="utf-8")
    (folder / "queries.csv").write_text(mark + queries, encoding="utf-8")
    arguments = match.argparse.Namespace(
        people=folder / "people.csv", queries=folder / "queries.csv", out=folder / "ranked.csv"
    )
    document, _text, code = match.bench(arguments)
    if code:
        assert not (folder / "ranked.csv").exists()
        return document, code, []
    with (folder / "ranked.csv").open(encoding="utf-8", newline="") as file:
        return document, code, list(csv.DictReader(file))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("owner")
def test_lists_as_they_come_are_loaded_searched_and_scored(cast: Cast, tmp_path: Path) -> None:
    person = a_person(cast)
    with scratch._maintenance() as server:
        server.execute(f"CREATE DATABASE {scratch.PREFIX}999999999")  # what a killed run left

    document, code, ranked = run(tmp_path, PEOPLE, QUERIES, mark="\ufeff")

    assert code == 0
    assert json.loads(json.dumps(document)) == document
    assert {"persons", "queries", "load_s", "recall_at_1", "recall_at_10", "p50_ms", "p95_ms"} <= document.keys()
    assert (document["persons"], document["queries"]) == (7, 6)
    # Five queries say whom they mean; the one who is not in the list cannot be found, and either row of p1 is she.
    assert document["recall_at_10"] == document["recall_at_1"] == 0.8
    first = {row["qid"]: row["id"] for row in ranked if row["rank"] == "1"}
    assert first["q1"] in ("a", "a2")
    assert (first["q2"], first["q3"], first["q4"]) == ("b", "c", "d")
    assert "q5" not in first
    scores = [float(row["score"]) for row in ranked if row["qid"] == "q1"]
    assert scores == sorted(scores, reverse=True)
    # The register itself was not touched, and nothing of the lists stays.
    assert list(Person.objects.values_list("pk", flat=True)) == [person.pk]
    assert set(MatchProfile.objects.values_list("person_id", flat=True)) == {person.pk}
    with connection.cursor() as cursor:
        ours = [f"{scratch.PREFIX}{number}" for number in (os.getpid(), 999999999)]  # others may measure on this server
        cursor.execute("SELECT datname FROM pg_database WHERE datname = ANY(%s)", [ours])
        assert not cursor.fetchall()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("owner")
def test_a_measurement_that_is_asked_to_end_leaves_nothing() -> None:
    with pytest.raises(KeyboardInterrupt), scratch.database(lambda text: None):
        os.kill(os.getpid(), signal.SIGTERM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [f"{scratch.PREFIX}{os.getpid()}"])
        assert not cursor.fetchall()


def test_queries_that_say_nothing_have_no_recall_and_find_nobody(cast: Cast) -> None:
    asked = bench._ask(bench.People(), [("q1", Record(), None)], None, lambda text: None)
    assert (asked["recall_at_1"], asked["recall_at_10"]) == (None, None)
    assert asked["p50_ms"] is not None
    assert bench._ask(bench.People(), [], None, lambda text: None)["p95_ms"] is None


def test_a_file_that_is_no_list_is_refused_in_words_before_anything_is_made(cast: Cast, tmp_path: Path) -> None:
    document, code, _ranked = run(tmp_path, "name,born\nAna,1990\n", QUERIES)
    assert code == 1
    assert "no column" in document["error"]


def test_a_search_at_the_command_line_says_why_and_is_audited(cast: Cast) -> None:
    from acogida.audit.models import Record

    person = a_person(cast)
    parser = match.argparse.ArgumentParser()
    match._search_arguments(parser)
    given = parser.parse_args(["--given", "Maria Jose", "--sur1", "Nunez", "--sur2", "Ibanez", "--dob", "1992-03-14"])

    document, text, code = match.search(given)

    assert code == 0
    assert [row["person"] for row in document["found"]] == [str(person.pk)]
    assert document["found"][0]["because"] and person.full_name in text
    record = Record.objects.filter(action="person.search_register").last()
    assert record is not None and record.detail["found"] == [str(person.pk)]
