"""Two people answer at the same moment: one judgement, no contradiction, nobody waits for ever."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from acogida.people import identity
from acogida.people.duplicates import JudgedMeanwhile, NotPossible, judge, suspect
from acogida.people.judgements import Judgement, PossibleDuplicate
from tests.cast import Cast, a_person, assemble
from tests.people.desk import two

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def people(transactional_db: Any) -> Cast:
    return assemble()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment; what each returned or raised."""
    ready = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def test_different_answers_about_one_pair(people: Cast) -> None:
    one, other = two(people)

    def says(part: str, verdict: str) -> Callable[[], Any]:
        return lambda: judge(people.as_(part), one.pk, other.pk, verdict, key=uuid.uuid4(), expected=None)

    results = at_once(says("clerk", "same"), says("supervisor", "different"))
    assert sorted(type(each).__name__ for each in results) == ["JudgedMeanwhile", "Judgement"]
    assert Judgement.objects.count() == 1
    assert any(isinstance(each, JudgedMeanwhile) and each.judgement for each in results)


def test_the_same_form_sent_four_times(people: Cast) -> None:
    one, other = two(people)
    key = uuid.uuid4()
    results = at_once(*[lambda: judge(people.as_("clerk"), one.pk, other.pk, "same", key=key, expected=None)] * 4)
    assert {each.pk for each in results} == {Judgement.objects.get().pk}


def test_a_triangle_never_contradicts_itself(people: Cast) -> None:
    for _round in range(5):
        a, b, c = (a_person(people, given_names=name).pk for name in ("Ana", "Anna", "Hanna"))

        def says(x: uuid.UUID, y: uuid.UUID, verdict: str) -> Callable[[], Any]:
            return lambda: judge(people.as_("clerk"), x, y, verdict, key=uuid.uuid4())

        results = at_once(says(a, b, "same"), says(c, b, "same"), says(a, c, "different"))
        assert sum(isinstance(each, Judgement) for each in results) >= 2
        assert all(isinstance(each, Judgement | NotPossible) for each in results), results
        clusters = identity.clusters((a, b, c))
        apart = Judgement.objects.filter(verdict="different", withdrawn_at=None, first__in=(a, b, c))
        assert not any(clusters[row.first_id] == clusters[row.second_id] for row in apart)


def test_the_same_pair_noticed_by_several_jobs(people: Cast) -> None:
    ids = [a_person(people, given_names=name).pk for name in ("Ana", "Anna", "Hanna", "Anita")]
    pairs = [(x, y, 0.8, 8.0) for x in ids for y in ids if x < y]
    results = at_once(*[
        lambda source=source, order=order: suspect(pairs[::order], source)
        for source, order in (("import", 1), ("register", -1), ("api", 1))
    ])  # fmt: skip
    assert PossibleDuplicate.objects.count() == 6, results
    assert PossibleDuplicate.objects.values("group").distinct().count() == 1
    assert {source for row in PossibleDuplicate.objects.all() for source in row.sources} == {
        "import",
        "register",
        "api",
    }
