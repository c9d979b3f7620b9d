"""Two persons are one by an edge in force. Clusters are derived; taking the edges back leaves everything as it was."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.audit.models import Record
from acogida.cases.actions import NewMember
from acogida.cases.models import Case, Claim, Event, Member
from acogida.people import duplicates, identity
from acogida.people.duplicates import JudgedMeanwhile, NotPossible, confirm, decline, suspect, withdraw
from acogida.people.judgements import JOINING, Judgement, PossibleDuplicate
from acogida.people.models import HeldDocument, IdentityNumber, Nationality, Person, PersonName
from acogida.people.unions import components
from tests.cast import Cast, a_case, a_person
from tests.people.desk import elsewhere, says, suspected, two

pytestmark = pytest.mark.django_db
EVIDENCE = (Person, PersonName, Nationality, HeldDocument, IdentityNumber, Member, Claim)


def rows() -> dict[str, Any]:
    """Every row that a merge must leave alone, and the desk's pairs as they are asked about."""
    found: dict[str, Any] = {model.__name__: list(model.objects.order_by("pk").values()) for model in EVIDENCE}
    found["pairs"] = list(PossibleDuplicate.objects.order_by("pk").values_list("pk", "state", "group"))
    found["cases"] = list(
        Case.objects.order_by("pk").values_list("pk", "stage", "open", "principal", "title", "next_due", "search_text")
    )
    return found


STEP = st.tuples(
    st.sampled_from(["same", "different", "unsure", "withdraw", "confirm"]),
    st.integers(0, 4), st.integers(0, 4), st.integers(0, 20),
)  # fmt: skip


def test_whatever_is_judged_and_taken_back_clusters_follow_the_edges_in_force(cast: Cast) -> None:
    people = [a_person(cast, given_names=name) for name in ("Ana", "Ana María", "Anna", "Hanna", "Anita")]
    for person in people[:2]:  # these two have open cases: to merge them takes two people
        a_case(cast, members=[NewMember(person, Member.Role.PRINCIPAL)])
    a, b, c, d, e = (person.pk for person in people)
    suspect([(a, b, 0.9, 9.0), (c, d, 0.8, 8.0), (b, e, 0.7, 7.0), (a, d, 0.6, 6.0)], "register")
    before = rows()

    @settings(max_examples=25, deadline=None, database=None)
    @given(steps=st.lists(STEP, min_size=3, max_size=12))
    def whatever(steps: list[Any]) -> None:
        with transaction.atomic():
            for what, i, j, nth in steps:
                with suppress(NotPossible):
                    _step(cast, people, what, i, j, nth)
                _check(people)
            for judgement in Judgement.objects.filter(withdrawn_at=None):
                withdraw(cast.as_("supervisor"), judgement.pk, "error")
            assert rows() == before
            transaction.set_rollback(True)

    whatever()


def _step(cast: Cast, people: list[Person], what: str, i: int, j: int, nth: int) -> None:
    standing = list(Judgement.objects.filter(withdrawn_at=None).order_by("pk"))
    if what == "confirm" and standing:
        confirm(cast.as_("second_supervisor"), standing[nth % len(standing)].pk)
    elif what == "withdraw" and standing:
        withdraw(cast.as_("supervisor"), standing[nth % len(standing)].pk, "error")
    elif what in ("same", "different", "unsure") and i != j:
        says(cast, "supervisor", people[i], people[j], what)


def _check(people: list[Person]) -> None:
    in_force = list(Judgement.objects.filter(JOINING).values_list("first_id", "second_id"))
    fresh = components(in_force, [person.pk for person in people])
    derived = identity.clusters(person.pk for person in people)
    assert {frozenset(members) for members in fresh} == set(derived.values())
    apart = Judgement.objects.filter(verdict="different", withdrawn_at=None)
    assert not any(derived[row.first_id] == derived[row.second_id] for row in apart)
    for row in PossibleDuplicate.objects.all():
        if derived[row.first_id] == derived[row.second_id]:
            assert row.state in ("same", "settled")
        assert (row.group is not None) == (row.state in ("open", "unsure"))


@pytest.fixture(autouse=True)
def _second_supervisor(cast: Cast) -> None:
    from acogida.accounts.models import Posting, Role, User

    user = User(username="second", first_name="Nora", last_name="Ley", office=cast.clerk.office)
    user.save()
    Posting.objects.create(
        user=user, role=Role.objects.get(code="registration_supervisor"), office=user.office, start="2019-01-01"
    )
    cast.users["second_supervisor"] = user


def test_the_oldest_stands_for_all_unless_somebody_chose(cast: Cast) -> None:
    one, other = two(cast)
    third = a_person(cast)
    says(cast, "clerk", one, other, "same")
    assert identity.canonical(other.pk) == one.pk == identity.canonical(one.pk)
    chosen = says(cast, "clerk", other, third, "same", leads=third.pk)
    assert {identity.canonical(person.pk) for person in (one, other, third)} == {third.pk}
    withdraw(cast.as_("clerk"), chosen.pk, "no era ella")
    assert identity.canonicals([one.pk, other.pk, third.pk]) == {one.pk: one.pk, other.pk: one.pk, third.pk: third.pk}


def test_a_judgement_keeps_the_evidence_as_it_was_seen(cast: Cast) -> None:
    one, other = two(cast)
    judgement = says(cast, "clerk", one, other, "same", note="misma foto")
    assert (judgement.by, judgement.note, judgement.source) == (cast.clerk, "misma foto", "desk")
    assert ["birth", "swapped"] in [reason[:2] for reason in judgement.evidence]
    assert judgement.weight and judgement.weight > 5
    one.birth_year = 1970
    one.save()
    judgement.refresh_from_db()
    assert judgement.seen[str(one.pk)]["birth"] == [1992, 4, 12]


def test_two_with_open_cases_take_two_people(cast: Cast) -> None:
    one, other = two(cast)
    cases = [a_case(cast, members=[NewMember(person, Member.Role.PRINCIPAL)]) for person in (one, other)]
    pair = suspected(one, other)
    judgement = says(cast, "supervisor", one, other, "same")
    pair.refresh_from_db()
    assert judgement.waits and pair.state == "waiting" and identity.cluster(one.pk) == {one.pk}
    assert not Event.objects.filter(kind="persons_merged").exists()
    with pytest.raises(PermissionDenied):
        confirm(cast.as_("supervisor"), judgement.pk)
    with pytest.raises(PermissionDenied):
        confirm(cast.as_("clerk"), judgement.pk)
    confirm(cast.as_("second_supervisor"), judgement.pk)
    confirm(cast.as_("second_supervisor"), judgement.pk)  # sent twice
    assert identity.cluster(one.pk) == {one.pk, other.pk}
    assert sorted(Event.objects.filter(kind="persons_merged").values_list("case__number", flat=True)) == sorted(
        case.number for case in cases
    )
    with pytest.raises(PermissionDenied):  # what two decided one officer does not undo
        withdraw(cast.as_("clerk"), judgement.pk, "error")
    withdraw(cast.as_("supervisor"), judgement.pk, "error")
    assert identity.cluster(one.pk) == {one.pk}
    assert Event.objects.filter(kind="persons_split").count() == 2
    assert Record.objects.filter(action="duplicates.confirm").count() == 1


def test_who_does_not_agree_opens_the_pair_again(cast: Cast) -> None:
    one, other = two(cast)
    for person in (one, other):
        a_case(cast, members=[NewMember(person, Member.Role.PRINCIPAL)])
    pair = suspected(one, other)
    judgement = says(cast, "supervisor", one, other, "same")
    with pytest.raises(NotPossible):
        decline(cast.as_("second_supervisor"), judgement.pk, " ")
    decline(cast.as_("second_supervisor"), judgement.pk, "otra cicatriz")
    pair.refresh_from_db()
    judgement.refresh_from_db()
    assert (pair.state, judgement.withdrawn_why) == ("open", "otra cicatriz")


def test_one_person_with_a_case_is_merged_by_one(cast: Cast) -> None:
    one, other = two(cast)
    a_case(cast, members=[NewMember(one, Member.Role.PRINCIPAL)])
    assert says(cast, "clerk", one, other, "same").in_force
    assert Event.objects.get(kind="persons_merged").payload["others"] == [str(other.pk)]


def test_different_is_remembered_and_not_asked_again(cast: Cast) -> None:
    one, other = two(cast)
    pair = suspected(one, other)
    says(cast, "clerk", one, other, "different")
    assert suspect([(other.pk, one.pk, 0.99, 15.0)], "import") == 0
    pair.refresh_from_db()
    assert pair.state == "different" and pair.sources == ["import", "register"]


def test_different_comes_back_when_what_was_judged_has_changed_and_says_why(cast: Cast) -> None:
    one, other = two(cast)
    pair = suspected(one, other)
    says(cast, "clerk", one, other, "different")
    other.birth_month, other.birth_day = 4, 12
    other.save()
    assert suspect([(one.pk, other.pk, 0.99, 15.0)], "register") == 1
    pair.refresh_from_db()
    assert (pair.state, pair.changed) == ("open", ["birth"])
    assert Judgement.objects.get().withdrawn_why == "changed"


def test_a_pair_within_one_person_is_not_asked(cast: Cast) -> None:
    one, other = two(cast)
    third = a_person(cast)
    says(cast, "clerk", one, third, "same")
    says(cast, "clerk", other, third, "same")
    assert suspect([(one.pk, other.pk, 0.9, 9.0)], "register") == 0
    assert PossibleDuplicate.objects.get().state == "settled"


def test_who_is_another_than_one_is_another_than_all_of_her(cast: Cast) -> None:
    one, other = two(cast)
    third = a_person(cast)
    says(cast, "clerk", one, other, "same")
    says(cast, "clerk", one, third, "different")
    assert suspect([(other.pk, third.pk, 0.9, 9.0)], "register") == 0
    with pytest.raises(NotPossible):
        says(cast, "clerk", other, third, "same")
    with pytest.raises(NotPossible):
        says(cast, "clerk", one, other, "nonsense")


def test_the_same_answer_sent_twice_is_one(cast: Cast) -> None:
    one, other = two(cast)
    key = uuid.uuid4()
    assert says(cast, "clerk", one, other, "same", key=key) == says(cast, "clerk", other, one, "same", key=key)
    assert Judgement.objects.count() == 1


def test_who_looked_before_a_colleague_answered_is_told(cast: Cast) -> None:
    one, other = two(cast)
    says(cast, "supervisor", one, other, "different")
    with pytest.raises(JudgedMeanwhile) as told:
        says(cast, "clerk", one, other, "same", expected=None)
    assert told.value.judgement and told.value.judgement.by == cast.supervisor


def test_an_officer_judges_only_where_she_sees_both(cast: Cast) -> None:
    one, other = two(cast)
    elsewhere(other)
    with pytest.raises(PermissionDenied):
        says(cast, "clerk", one, other, "same")
    with pytest.raises(PermissionDenied):
        says(cast, "officer", one, other, "different")
    assert says(cast, "supervisor", one, other, "same").in_force


def test_several_are_joined_by_the_fewest_edges_and_parted_again(cast: Cast) -> None:
    people = [a_person(cast, given_names=name) for name in ("Ana", "Anna", "Hanna", "Anita")]
    ids = [person.pk for person in people]
    key = uuid.uuid4()
    made = duplicates.merge(cast.as_("supervisor"), ids, key=key, leads=ids[2])
    assert len(made) == 3 and identity.cluster(ids[0]) == set(ids) and identity.canonical(ids[0]) == ids[2]
    assert duplicates.merge(cast.as_("supervisor"), ids, key=key, leads=ids[2]) == []
    duplicates.unmerge(cast.as_("supervisor"), ids[2], "error")
    assert all(identity.cluster(each) == {each} for each in ids)


def test_pairs_that_hang_together_are_one_group(cast: Cast) -> None:
    people = [a_person(cast, given_names=name) for name in ("Ana", "Anna", "Hanna", "Anita", "Zoila")]
    a, b, c, d, e = (person.pk for person in people)
    assert suspect([(a, b, 0.9, 9.0), (c, d, 0.8, 8.0)], "register") == 2
    assert PossibleDuplicate.objects.values("group").distinct().count() == 2
    suspect([(b, c, 0.7, 7.0), (d, e, 0.7, 7.0), (a, a, 1.0, 1.0)], "import")
    assert set(PossibleDuplicate.objects.values_list("group", flat=True)) == {min(a, b, c, d, e)}
    says(cast, "supervisor", people[1], people[2], "different")
    groups = {(r.first_id, r.second_id): r.group for r in PossibleDuplicate.objects.all()}
    assert groups[tuple(sorted((a, b)))] == min(a, b) != groups[tuple(sorted((c, d)))] == min(c, d, e)


@pytest.mark.parametrize(
    "change", [{"verdict": "different"}, {"note": "otra"}, {"evidence": []}, {"withdrawn_at": None}, None]
)
def test_what_was_said_stands_in_the_database_too(cast: Cast, change: dict[str, Any] | None) -> None:
    judgement = says(cast, "clerk", *two(cast), "same", note="misma foto")
    withdraw(cast.as_("clerk"), judgement.pk, "error")
    row = Judgement.objects.filter(pk=judgement.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        if change is None:
            row.delete()
        else:
            row.update(**change)
    assert row.get().withdrawn_why == "error"
