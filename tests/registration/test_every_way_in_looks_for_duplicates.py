"""Whoever enters is looked for on the server, by every way in: the counter, a wish, an import, the whole register."""

from __future__ import annotations

import uuid
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acogida.accounts.models import Posting
from acogida.people import identity
from acogida.people.duplicates import suspect
from acogida.people.judgements import Judgement, PossibleDuplicate
from acogida.people.models import Person
from acogida.registration import alike, queries
from acogida.registration.actions import drafts
from acogida.registration.actions.presentation import present
from tests.cast import Cast, a_person
from tests.people.desk import says
from tests.registration.desk import FAMILY, a_draft
from tests.registration.test_a_wish_becomes_an_application import a_wish

pytestmark = pytest.mark.django_db


def twin(cast: Cast, **changes: Any) -> Person:
    return a_person(
        cast, given_names="Marie Rose", first_surname="Dieudonné", second_surname="", birth_year=1991, birth_month=12,
        birth_day=4, nationalities=["HT"], **changes,
    )  # fmt: skip


def at_the_counter(cast: Cast, known: Person, said: str) -> Person:
    """Marie Rose is presented anew, and the clerk answers about `known`."""
    draft = a_draft(cast, FAMILY)
    if said:
        drafts.answer_alike(cast.as_("clerk"), draft.pk, draft.persons[0]["key"], known.pk, said)
    case = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())
    return case.principal


def between(one: Person, other: Person) -> PossibleDuplicate | None:
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.filter(first=first, second=second).first()


def test_different_at_the_counter_is_a_judgement_and_nobody_is_asked_again(cast: Cast) -> None:
    known = twin(cast)
    new = at_the_counter(cast, known, "different")
    judgement = Judgement.objects.get()
    assert {judgement.first_id, judgement.second_id} == {known.pk, new.pk}
    assert (judgement.verdict, judgement.source, judgement.by) == ("different", "intake", cast.clerk)
    assert between(known, new) is None
    assert suspect([(known.pk, new.pk, 0.99, 20.0)], "register") == 0


def test_not_sure_at_the_counter_waits_at_the_desk(cast: Cast) -> None:
    known = twin(cast)
    new = at_the_counter(cast, known, "unsure")
    pair = between(known, new)
    assert pair and pair.state == "unsure" and pair.sources == ["intake"] and (pair.probability or 0) > 0.5
    assert Judgement.objects.get().verdict == "unsure"


def test_the_same_at_the_counter_is_the_known_person_herself(cast: Cast) -> None:
    known = twin(cast)
    assert at_the_counter(cast, known, "same") == known
    assert not Judgement.objects.exists()


def test_a_clerk_who_may_not_search_still_sends_whom_she_registers_to_the_desk(cast: Cast) -> None:
    known = twin(cast)
    cast.clerk.postings.all().delete()
    from acogida.accounts.models import Role

    role = Role.objects.create(code="typist", name_es="Captura", name_en="Typist")
    for action in ("registration.intake", "person.view", "person.edit", "case.view"):
        role.grants.create(action=action, scope="office")
    Posting.objects.create(user=cast.clerk, role=role, office=cast.clerk.office, start="2019-01-01")
    new = at_the_counter(cast, known, "")
    pair = between(known, new)
    assert pair and pair.state == "open"


def test_a_household_is_not_suspected_of_being_one(cast: Cast) -> None:
    family = [*FAMILY, {**FAMILY[3], "given_names": "Ester"}]  # twins, almost of one name
    draft = a_draft(cast, family)
    present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())
    assert not PossibleDuplicate.objects.exists()


def test_a_sealed_likeness_is_not_shown_to_the_clerk_and_goes_to_the_desk(cast: Cast) -> None:
    known = twin(cast)
    Person.objects.filter(pk=known.pk).update(sealed=True)
    draft = a_draft(cast, FAMILY)
    assert alike.search(cast.as_("clerk"), draft, queries.sheet(draft), draft.persons[0]["key"]) == []
    new = present(cast.as_("clerk"), draft.pk, key=uuid.uuid4()).principal
    assert between(known, new)


def test_a_wish_looks_too(cast: Cast) -> None:
    known = twin(cast)
    case = a_wish(cast, given_names_0="Rose Marie", first_surname_0="Dieudonne")
    pair = between(known, case.principal)
    assert pair and pair.sources == ["intake"]


@pytest.mark.parametrize("source", ["import", "register", "sync", "portal", "api", "renapo"])
def test_what_others_notice_comes_to_the_same_desk(cast: Cast, source: str) -> None:
    one, other = twin(cast), a_person(cast)
    assert suspect([(one.pk, other.pk, None, None)], source) == 1
    pair = between(one, other)
    assert pair and pair.sources == [source] and pair.probability is not None
    assert suspect(iter([(other.pk, one.pk, 0.4, 1.0)]), source) == 0


def test_who_nobody_knows_as_a_source_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError):
        suspect([], "gossip")


def test_who_are_one_person_are_shown_once_at_the_counter(cast: Cast) -> None:
    one, other = twin(cast), twin(cast)
    says(cast, "clerk", one, other, "same")
    draft = a_draft(cast, FAMILY)
    found = alike.search(cast.as_("clerk"), draft, queries.sheet(draft), draft.persons[0]["key"])
    assert len(found) == 1 and found[0].id in identity.cluster(one.pk)


def test_thousands_of_pairs_are_kept_in_few_questions(cast: Cast) -> None:
    people = [
        Person(office=cast.clerk.office, name_as_declared=f"Ana {n}", given_names=f"Ana {n}", sex="F")
        for n in range(1500)
    ]
    for person in people:
        person.refresh_derived()
    Person.objects.bulk_create(people)
    ids = [person.pk for person in people]
    pairs = [(one, other, 0.7, 8.0) for one, other in pairwise(ids) if ids.index(one) % 3]
    with CaptureQueriesContext(connection) as captured:
        assert suspect(pairs, "register") == len(pairs)
    assert len(captured) < 60
