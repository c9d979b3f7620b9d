"""The index of persons: exact at once, however it was filled, folded or not, whoever else writes or dies meanwhile."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from acogida.people import actions, jobs
from acogida.people.matching import building, scheme, search, store
from acogida.people.matching.record import Record
from acogida.people.matching.search import PERSONS, POSTED, likely
from acogida.people.matching.tables import MatchPending, MatchPosting, MatchProfile, MatchToken
from acogida.people.models import Person
from tests.cast import Cast, a_person

MARIA = Record("María José", "Núñez", "Ibáñez", 1992, 3, 14, "F", "HN")
CONSONANTS, VOWELS = "bdfglmnprst", "aeiou"


def found(record: Record) -> list[uuid.UUID]:
    return [match.person_id for match in likely(record)]


def crowd(size: int, seed: int = 0) -> Iterator[tuple[uuid.UUID, Record]]:
    """Persons of whom no two share two names."""
    for number in range(seed, seed + size):
        words = [
            "".join(
                CONSONANTS[number // 11**place * (7 + shift) % 11] + VOWELS[number // 5**place % 5]
                for place in range(4)
            )
            for shift in range(3)
        ]
        born = (1950 + number % 60, 1 + number % 12, 2 + number % 27)
        yield uuid.uuid5(uuid.NAMESPACE_OID, str(number)), Record(f"{words[0]}{number:x}", words[1], words[2], *born)


@pytest.mark.django_db
def test_a_person_is_found_in_the_transaction_that_registers_her_and_after_the_fold(cast: Cast) -> None:
    person = a_person(cast)
    assert found(MARIA) == [person.pk]
    assert store.fold() > 0
    assert store.waiting() == 0
    assert found(MARIA) == [person.pk]
    assert found(Record("Maria Jose", "Ibañez", "Nunes", 1992, 14, 3)) == [person.pk]


@pytest.mark.django_db
def test_where_two_passes_leave_no_hope_more_of_what_was_read_are_weighed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = a_person(cast)
    monkeypatch.setattr(search, "FIRST", 0)
    monkeypatch.setattr(search, "FURTHER", 0)
    assert found(MARIA) == [person.pk]
    monkeypatch.setattr(search, "LAST", 0)
    assert found(MARIA) == []


@pytest.mark.django_db
def test_a_corrected_person_is_found_by_the_new_name_and_by_the_former(cast: Cast) -> None:
    person = a_person(cast)
    store.fold()
    actions.correct_person(
        cast.as_("supervisor"), person.pk, {"given_names": "Wideline", "first_surname": "Dieudonné", "second_surname": ""},
        version=person.version, reason="acta",
    )  # fmt: skip
    assert found(Record("Wideline", "Dieudonné", "", 1992, 3, 14)) == [person.pk]
    assert found(MARIA) == [person.pk]
    store.fold()
    assert found(Record("Wideline", "Dieudonne", "", 1992)) == [person.pk]


@pytest.mark.django_db
def test_aliases_and_nationality_that_come_later_are_searched_and_what_stays_keeps_its_row(cast: Cast) -> None:
    person = a_person(cast)
    before = set(MatchProfile.objects.values_list("serial", flat=True))
    actions.complete_person(cast.as_("supervisor"), person.pk, reason="solicitud", aliases=["Katrine Bolívar"])
    assert found(Record("Katrine", "Bolivar", "", 1992, 3, 14)) == [person.pk]
    assert before < set(MatchProfile.objects.values_list("serial", flat=True))
    actions.complete_person(cast.as_("supervisor"), person.pk, reason="solicitud", nationalities=["GT"])
    assert {row.profile.split("|")[4] for row in MatchProfile.objects.all()} == {"GT"}
    assert [match.person_id for match in likely(MARIA)] == [person.pk]


@pytest.mark.django_db
def test_nothing_is_kept_of_a_registration_that_was_rolled_back(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        a_person(cast)
        raise ZeroDivisionError
    assert found(MARIA) == []
    assert not MatchPending.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["built", "loaded", "loaded and folded"])
def test_every_person_of_a_load_is_found_whichever_way_it_came_in(cast: Cast, way: str) -> None:
    people = dict(crowd(400))
    if way == "built":
        assert building.build(people.items()) == 400
    else:
        assert store.load(people.items()) == 400
    if way == "loaded and folded":
        store.fold()
    assert [person for person, record in people.items() if found(record)[:1] != [person]] == []


@pytest.mark.django_db
def test_building_and_folding_make_the_same_index(cast: Cast) -> None:
    store.load(crowd(300))
    store.fold()
    folded = _postings()
    tokens = dict(MatchToken.objects.values_list("token", "count"))
    for table in building.TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    building.build(crowd(300))
    assert _postings() == folded
    assert dict(MatchToken.objects.values_list("token", "count")) == tokens


def _postings() -> dict[int, int]:
    return {row.key: len(bytes(row.serials)) for row in MatchPosting.objects.all()}


@pytest.mark.django_db
def test_persons_from_before_the_index_enter_it_once(cast: Cast) -> None:
    person = a_person(cast)
    MatchProfile.objects.all().delete()
    MatchPending.objects.all().delete()
    assert found(MARIA) == []
    assert building.index_missing() == 1
    assert building.index_missing() == 0
    assert found(MARIA) == [person.pk]
    later = a_person(cast, given_names="Wideline", first_surname="Dieudonné", second_surname="")
    MatchProfile.objects.filter(person_id=later.pk).delete()
    assert building.index_missing() == 1
    assert found(Record("Wideline", "Dieudonné", "", 1992, 3, 14)) == [later.pk]


@pytest.mark.django_db
def test_an_index_made_by_other_rules_for_names_is_made_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    person = a_person(cast)
    store.fold()
    MatchPosting.objects.update(key=F("key") + 1)  # as other rules would have it
    assert building.index_missing() == 0
    assert found(MARIA) == []
    monkeypatch.setattr(scheme, "fingerprint", lambda: "other rules")
    assert building.index_missing() == 1
    assert found(MARIA) == [person.pk]
    assert building.index_missing() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.as_owner
def test_the_index_made_again_finds_the_same_persons(cast: Cast) -> None:
    person = a_person(cast)
    store.fold()
    assert building.rebuild() == 1
    assert found(MARIA) == [person.pk]
    assert store.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fold_killed_midway_loses_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    people = dict(crowd(60))
    store.load(people.items())
    pending = store.waiting()

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_counts", killed)  # after the rows were moved, before the commit
        with pytest.raises(KeyboardInterrupt):
            store.fold()
    assert store.waiting() == pending
    assert [person for person, record in people.items() if found(record)[:1] != [person]] == []
    assert store.fold() == pending
    assert [person for person, record in people.items() if found(record)[:1] != [person]] == []


@pytest.mark.django_db(transaction=True)
def test_while_many_write_and_one_folds_nobody_is_ever_missing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOVED_AT_A_TIME", 97)
    committed: list[tuple[uuid.UUID, Record]] = []
    missing: list[uuid.UUID] = []
    writing = threading.Barrier(5)
    done = threading.Event()

    def write(seed: int) -> None:
        try:
            writing.wait()
            for entry in crowd(60, seed):
                store.load([entry])
                committed.append(entry)
        finally:
            connections.close_all()

    def fold() -> None:
        try:
            writing.wait()
            while not done.is_set():
                store.fold(0.01)
        finally:
            connections.close_all()

    def search() -> None:
        try:
            writing.wait()
            while not done.is_set():
                for person, record in committed[-8:]:
                    if person not in found(record):
                        missing.append(person)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=[seed]) for seed in (0, 1000)]
    others = [threading.Thread(target=each) for each in (fold, search, search)]
    for thread in writers + others:
        thread.start()
    for thread in writers:
        thread.join(240)
    done.set()
    for thread in others:
        thread.join(240)

    assert len(committed) == 120
    assert missing == []
    assert [person for person, record in committed if person not in found(record)] == []
    assert store.waiting() == 0 or store.fold() > 0


@pytest.mark.django_db
def test_two_folds_at_once_are_one(cast: Cast) -> None:
    store.load(crowd(3))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [store.FOLDING])
    elsewhere: list[int] = []

    def fold() -> None:
        try:
            elsewhere.append(store.fold())
        finally:
            connections.close_all()

    thread = threading.Thread(target=fold)
    thread.start()
    thread.join(120)
    assert elsewhere == [0]


@pytest.mark.django_db
def test_the_fold_waits_as_one_job_however_often_it_is_asked_for(cast: Cast) -> None:
    jobs.fold_later()
    jobs.fold_later()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'people.fold' AND status = 'todo'")
        assert cursor.fetchone()[0] == 1


@pytest.mark.django_db
def test_both_questions_of_a_search_use_their_index(cast: Cast) -> None:
    building.build(crowd(6_000))
    with connection.cursor() as cursor:
        # So small a table may be read whole; a million rows may not. That the index can answer is what matters.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + POSTED, {"keys": [1, 2, 3], "most": 100})
        assert "people_matchposting_pkey" in "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("EXPLAIN " + PERSONS, [list(range(1, 300))])
        assert "people_matchprofile_pkey" in "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.django_db
def test_weak_evidence_alone_never_makes_a_candidate(cast: Cast) -> None:
    a_person(cast, birth_month=1, birth_day=1)
    assert likely(Record("Wideline", "Pierre", "", 1992, 1, 1, "F", "HN"), least=0) == []
    assert likely(Record("", "", "", 1992, 1, 1, "F", "HN"), least=0) == []
    assert found(Record("Wideline", "Pierre", "", 1992, 3, 14, "F", "HN")) == []


@pytest.mark.django_db
def test_somebody_who_only_shares_her_mothers_name_is_not_flagged(cast: Cast) -> None:
    """Brothers and sisters share both surnames, and children one: that alone says nothing."""
    a_person(cast, given_names="Josefa", birth_year=1971, birth_month=5, birth_day=9)
    assert found(Record("Wilmer", "Núñez", "Ibáñez", 1994, 8, 23, "M", "HN")) == []
    assert found(Record("Katherine", "Paz", "Núñez", 1999, 2, 27, "F", "HN")) == []


@pytest.mark.django_db
def test_a_date_that_cannot_be_is_evidence_all_the_same(cast: Cast) -> None:
    people = dict(crowd(30))
    odd = uuid.uuid4()
    people[odd] = Record("Marlon", "Zapata", "", None, None, None, "M", "HN", (), "30-02-1990")
    store.load(people.items())
    (match,) = likely(Record("Marlon", "Zapata", "", None, None, None, "M", "HN", (), "30-02-1990"))
    assert match.person_id == odd
    assert any(reason.part == "birth" and reason.what == "same" for reason in match.evidence)


@pytest.mark.django_db
def test_persons_are_not_asked_about_twice(cast: Cast) -> None:
    person = a_person(cast)
    actions.complete_person(
        cast.as_("supervisor"), person.pk, reason="solicitud", aliases=["María José Núñez", "Majo Núñez Ibáñez"]
    )
    assert MatchProfile.objects.filter(person_id=person.pk).count() > 1
    assert found(MARIA) == [person.pk]
    assert Person.objects.count() == 1
