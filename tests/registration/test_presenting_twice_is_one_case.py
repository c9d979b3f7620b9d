from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import connection

from acogida.cases.models import Case, Event
from acogida.people.models import FamilyRelation, Person
from acogida.registration.actions import presentation
from acogida.registration.actions.drafts import answer_alike
from acogida.registration.actions.presentation import Incomplete, present
from acogida.registration.models import IntakeDraft
from tests.cast import Cast, a_person, assemble
from tests.registration.desk import FAMILY, a_draft, write


def test_a_family_of_four_becomes_one_case_with_claims_relations_and_running_clocks(cast: Cast) -> None:
    draft = a_draft(cast)

    case = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    assert case.number.startswith("COM-TAP-")
    assert case.member_count == 4
    assert case.title == "Dieudonné, Marie Rose"
    assert [(c.person.given_names, c.basis) for c in case.claims.select_related("person")] == [
        ("Marie Rose", "own"), ("Jean Claude", "own"), ("Woodley", "derivative"), ("Esther", "derivative"),
    ]  # fmt: skip
    mother = case.principal
    assert set(mother.relations.values_list("kind", "relative__given_names")) == {
        ("parent", "Woodley"), ("parent", "Esther"),
    }  # fmt: skip
    assert FamilyRelation.objects.filter(person__given_names="Jean Claude", relative=mother, kind="partner").exists()
    assert FamilyRelation.objects.filter(kind="sibling").count() == 1
    assert mother.languages.get(preferred=True).code == "ht"
    assert mother.languages.get(preferred=True).needs_interpreter
    partner = Person.objects.get(given_names="Jean Claude")
    assert (partner.birth_year, partner.birth_month, partner.birth_estimated) == (1988, None, True)
    assert mother.photo is not None
    assert case.clocks.filter(state="running").count() >= 1
    draft.refresh_from_db()
    assert (draft.status, draft.case_id) == ("presented", case.pk)


def test_a_second_click_gives_the_same_case(cast: Cast) -> None:
    draft = a_draft(cast)

    first = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())
    second = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    assert first.pk == second.pk == draft.pk
    assert Case.objects.count() == 1
    assert Person.objects.count() == 4
    assert Event.objects.filter(kind="present").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_give_one_case() -> None:
    cast = assemble()
    draft = a_draft(cast)
    found: list[Any] = []

    def click() -> None:
        try:
            found.append(present(cast.as_("clerk"), draft.pk, key=uuid.uuid4()).pk)
        except Exception as error:  # the assertion below shows it
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [draft.pk] * 4
    assert (Case.objects.count(), Person.objects.count()) == (1, 4)


@pytest.mark.django_db(transaction=True)
def test_a_crash_in_the_middle_leaves_the_draft_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = assemble()
    draft = a_draft(cast)

    def fall(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the machine stopped")

    with monkeypatch.context() as broken:
        broken.setattr(presentation, "open_case", fall)
        with pytest.raises(RuntimeError):
            present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    assert (Person.objects.count(), Case.objects.count()) == (0, 0)
    assert IntakeDraft.objects.get(pk=draft.pk).status == "draft"
    assert present(cast.as_("clerk"), draft.pk, key=uuid.uuid4()).member_count == 4


def test_a_form_with_missing_answers_is_not_presented_and_says_which(cast: Cast) -> None:
    draft = a_draft(cast)
    key = draft.persons[0]["key"]
    write(cast.as_("clerk"), draft, {f"{key}/sex": "", "household/presented_how": ""})

    with pytest.raises(Incomplete) as refused:
        present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    assert [problem.path for problem in refused.value.problems] == ["household/presented_how", f"{key}/sex"]
    assert all(problem.missing for problem in refused.value.problems)
    assert not Case.objects.exists()


def test_what_the_emergency_set_leaves_out_is_not_required(cast: Cast) -> None:
    draft = a_draft(cast, FAMILY[:1], level="emergency")

    assert present(cast.as_("clerk"), draft.pk, key=uuid.uuid4()).member_count == 1


def test_likely_duplicates_must_be_answered_before_anybody_is_created(cast: Cast) -> None:
    known = a_person(cast, given_names="Jean Claude", first_surname="Pierre", second_surname="Louis", sex="M", birth_year=1988,
                     birth_month=None, birth_day=None, nationalities=["HT"])  # fmt: skip
    draft = a_draft(cast)

    with pytest.raises(Incomplete) as refused:
        present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    assert refused.value.unanswered == ["person1"]
    assert Person.objects.count() == 1
    assert known.pk


@pytest.mark.parametrize(("answer", "persons"), [("same", 4), ("different", 5), ("unsure", 5)])
def test_the_answer_decides_whether_the_known_person_joins_the_case(cast: Cast, answer: str, persons: int) -> None:
    known = a_person(cast, given_names="Jean Claude", first_surname="Pierre", second_surname="Louis", sex="M", birth_year=1988,
                     birth_month=None, birth_day=None, nationalities=["HT"])  # fmt: skip
    draft = a_draft(cast)
    answer_alike(cast.as_("clerk"), draft.pk, "person1", known.pk, answer)

    case = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())

    assert Person.objects.count() == persons
    assert case.members.filter(person=known).exists() == (answer == "same")
    payload = case.events.get(kind="present").payload
    assert payload["unsure_duplicates"] == ([str(known.pk)] if answer == "unsure" else [])
