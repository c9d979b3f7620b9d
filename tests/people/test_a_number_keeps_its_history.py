"""Asked, assigned, renewed, made permanent, ended, replaced: who, when, from which source; and nobody needs one."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from acogida.accounts.closures import add_closure, withdraw_closure
from acogida.accounts.models import Closure
from acogida.exchange.models import OutboxMessage
from acogida.people.actions import correct_person
from acogida.people.curp.tables import check_digit
from acogida.people.judgements import PossibleDuplicate
from acogida.people.models import IdentityNumber, NumberEvent
from acogida.people.numbers import actions, joining, queries, rules
from acogida.people.renapo import asking
from acogida.registration.actions import admission
from tests.cast import Cast, a_case, a_person

pytestmark = pytest.mark.django_db
ASSIGNED = dt.date(2026, 3, 2)


def curp(seventeen: str) -> str:
    return seventeen + check_digit(seventeen)


HERS = curp("NUIJ920314MNEXBS0")
OTHER = curp("NUIJ920314MNEXBS1")


def assigned(person, value: str = HERS, **more) -> IdentityNumber:
    return actions.record(person.pk, value, **{"assigned_on": ASSIGNED, "source": "RENAPO"} | more)


def history(number: IdentityNumber) -> list[str]:
    return list(number.events.order_by("pk").values_list("kind", flat=True))


def test_a_temporary_number_is_valid_for_the_term_of_the_pack(cast: Cast) -> None:
    number = assigned(a_person(cast))
    assert number.valid_until == ASSIGNED + dt.timedelta(days=180)
    assert (number.status, number.temporary, history(number)) == ("active", True, ["assigned"])


def test_the_same_number_twice_is_one_and_another_replaces_it_with_a_link(cast: Cast) -> None:
    person = a_person(cast)
    first = assigned(person)
    assert assigned(person) == first
    second = assigned(person, OTHER)
    first.refresh_from_db()
    assert (first.status, first.replaced_by, second.status) == ("replaced", second, "active")
    assert history(first) == ["assigned", "replaced"]
    assert [number.value for number in person.numbers.order_by("pk")] == [HERS, OTHER]


@pytest.mark.parametrize(
    "row",
    [
        {"status": "active", "value": "X"},  # a second one in force
        {"status": "requested", "value": "X"},  # nobody knows a number that is only asked for
        {"status": "replaced", "value": "X"},  # by which one?
        {"status": "replaced", "value": ""},
        {"status": "inactive", "value": "X", "assigned_on": ASSIGNED, "valid_until": dt.date(2026, 3, 1)},
    ],
)
def test_the_database_refuses_what_cannot_be(cast: Cast, row) -> None:
    person = a_person(cast)
    assigned(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityNumber.objects.create(person=person, **row)


def test_the_history_cannot_be_changed(cast: Cast) -> None:
    assigned(a_person(cast))
    with pytest.raises(Exception, match=r"append-only|permission denied"), transaction.atomic():
        NumberEvent.objects.update(source="somebody else")


def test_it_is_renewed_once_for_the_same_time_and_an_answer_that_comes_twice_counts_once(cast: Cast) -> None:
    number = assigned(a_person(cast))
    actions.ask_renewal(cast.as_("clerk"), number.pk)
    actions.ask_renewal(cast.as_("clerk"), number.pk)
    for _time in range(2):
        number = actions.renewed(number.pk, on=dt.date(2026, 8, 1), source="RENAPO")
    assert (number.renewals, number.wanted) == (1, "")
    assert number.valid_until == ASSIGNED + dt.timedelta(days=360)
    assert history(number) == ["assigned", "asked", "renewed"]
    with pytest.raises(ValidationError):
        actions.ask_renewal(cast.as_("clerk"), number.pk)


def test_another_office_asks_for_nothing(cast: Cast) -> None:
    number = assigned(a_person(cast))
    with pytest.raises(PermissionDenied):
        actions.ask_renewal(cast.as_("outsider"), number.pk)


def test_its_term_stands_still_while_terms_are_suspended(cast: Cast, django_capture_on_commit_callbacks) -> None:
    person = a_person(cast)
    number = assigned(person)
    other = assigned(a_person(cast, given_names="Rosa"), OTHER, valid_until=dt.date(2026, 6, 1))
    closed = Closure(
        office=person.office, start=dt.date(2026, 4, 1), end=dt.date(2026, 4, 10), reason="Inundación",
        source="Acuerdo DOF 01-04-2026", suspends_terms=True,
    )  # fmt: skip
    kept = add_closure(cast.as_("supervisor"), closed, key=uuid.uuid4())
    assert actions.reckon_again(IdentityNumber.objects.all()) == 1
    number.refresh_from_db()
    assert number.valid_until == ASSIGNED + dt.timedelta(days=190)
    assert history(number) == ["assigned", "moved"]
    shown = queries.term(number, person)
    assert (dt.date(2026, 4, 1), dt.date(2026, 4, 10), "Inundación") in shown.stretches
    withdraw_closure(cast.as_("supervisor"), kept, "Error", key=uuid.uuid4())
    actions.reckon_again(IdentityNumber.objects.all())
    number.refresh_from_db()
    other.refresh_from_db()
    assert number.valid_until == ASSIGNED + dt.timedelta(days=180)
    assert other.valid_until == dt.date(2026, 6, 1)  # the register's own date is the register's


def test_a_closure_sends_the_numbers_to_be_reckoned_again(cast: Cast) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    closed = Closure(
        office=cast.clerk.office, start=dt.date(2026, 4, 1), end=dt.date(2026, 4, 2), reason="x", source="Acuerdo 1"
    )
    add_closure(cast.as_("supervisor"), closed, key=uuid.uuid4())
    assert ProcrastinateJob.objects.filter(task_name="people.reckon_numbers").exists()


def test_it_becomes_permanent_and_then_ends_only_by_what_ends_those_too(cast: Cast) -> None:
    person = a_person(cast)
    number = assigned(person)
    actions.ask_permanent(number)
    number = actions.made_permanent(number.pk, on=dt.date(2026, 9, 1), source="RENAPO")
    assert (number.temporary, number.valid_until, number.wanted) == (False, None, "")
    assert actions.end(person.pk, "withdrawal", on=dt.date(2026, 9, 2), source="x") == []
    (ended,) = actions.end(person.pk, "death", on=dt.date(2026, 9, 2), source="x")
    assert (ended.status, ended.end_reason) == ("inactive", "death")
    assert actions.end(person.pk, "death", on=dt.date(2026, 9, 3), source="x") == []


def test_what_ends_a_number_is_the_packs(cast: Cast) -> None:
    assert rules.ending_of("withdraw", "").code == "withdrawal"
    assert rules.ending_of("become_final", "refused").code == "negative_final"
    assert rules.ending_of("become_final", "recognised") is None
    assert rules.makes_permanent("card_decided", {"answer": "issued"}, "recognised")
    assert not rules.makes_permanent("card_decided", {"answer": "refused"}, "recognised")
    assert not rules.makes_permanent("card_decided", {"answer": "issued"}, "")


def test_a_withdrawal_ends_the_number_of_who_withdraws(cast: Cast) -> None:
    from acogida.cases.actions import take

    case = a_case(cast)
    number = assigned(case.principal)
    claim = case.claims.get()
    take(cast.as_("supervisor"), case.pk, "withdraw", key=uuid.uuid4(), claim_id=claim.pk)
    number.refresh_from_db()
    assert (number.status, number.end_reason, number.wanted) == ("inactive", "withdrawal", "end")


def test_a_number_that_ended_may_come_back_when_the_claim_is_taken_up_again(cast: Cast) -> None:
    person = a_person(cast)
    ended = assigned(person)
    actions.end(person.pk, "abandonment", on=dt.date(2026, 4, 1), source="x")
    again = assigned(person, assigned_on=dt.date(2026, 5, 1))
    ended.refresh_from_db()
    assert (ended.status, again.status, again.value) == ("inactive", "active", HERS)
    assert history(again) == ["reactivated"]
    assert again.valid_until == dt.date(2026, 5, 1) + dt.timedelta(days=180)


# --- corrections


def corrected(cast: Cast, person, **changes):
    return correct_person(cast.as_("clerk"), person.pk, changes, version=person.version, reason="Acta")


def test_a_correction_that_enters_the_number_flags_it_and_asks_for_the_correction(cast: Cast) -> None:
    person = a_person(cast)
    number = assigned(person)
    corrected(cast, person, birth_day=15)
    number.refresh_from_db()
    assert number.outdated_since is not None
    assert number.wanted == "correct"
    waiting = person.numbers.get(status="requested")
    assert OutboxMessage.objects.filter(person_id=person.pk).exists()
    new = curp("NUIJ920315MNEXBS0")
    assigned(person, new)
    number.refresh_from_db()
    waiting.refresh_from_db()
    assert (number.status, number.replaced_by, waiting.value) == ("replaced", waiting, new)


@pytest.mark.parametrize(
    "changes", [{"birth_day": 15}, {"sex": "M"}, {"given_names": "Rosa", "first_surname": "Ñandú"}]
)
def test_data_corrected_while_the_request_is_on_its_way_are_asked_for_again(cast: Cast, changes) -> None:
    """The answer to the old data is kept, flagged, and the number for the new ones is asked for: nobody waits for ever."""
    person = a_person(cast)
    message = asking.request_assignment(person, reference="COM-TAP-2026-00001-X")
    corrected(cast, person, **changes)
    asking.keep_assigned(message, HERS)
    number = person.numbers.get(status="active")
    assert (number.value, number.wanted, number.outdated_since is not None) == (HERS, "correct", True)
    later = person.numbers.get(status="requested")
    again = OutboxMessage.objects.get(key=f"curp:{later.pk}")
    assert all(again.payload[name] == value for name, value in changes.items() if name != "birth_day")
    assert again.payload["birth_date"] == f"1992-03-{changes.get('birth_day', 14)}"


@pytest.mark.parametrize("changes", [{"phone": "962"}, {"given_names": "Maria Jose"}, {"birth_place": "Copán"}])
def test_a_correction_that_does_not_enter_the_number_leaves_it(cast: Cast, changes) -> None:
    person = a_person(cast)
    number = assigned(person)
    corrected(cast, person, **changes)
    number.refresh_from_db()
    assert number.outdated_since is None
    assert not person.numbers.filter(status="requested").exists()


def test_the_same_number_as_the_answer_to_a_correction_confirms_it(cast: Cast) -> None:
    person = a_person(cast)
    number = assigned(person)
    corrected(cast, person, birth_day=15)
    assigned(person)
    number.refresh_from_db()
    assert (number.status, number.outdated_since, number.wanted) == ("active", None, "")
    assert not person.numbers.filter(status="requested").exists()


def test_a_clerk_may_keep_it_as_it_is_with_a_reason(cast: Cast) -> None:
    person = a_person(cast)
    number = assigned(person)
    corrected(cast, person, birth_day=15)
    actions.confirm_as_it_is(cast.as_("clerk"), number.pk, "El RENAPO la confirma")
    number.refresh_from_db()
    assert (number.outdated_since, number.unlike_reason) == (None, "El RENAPO la confirma")


# --- steps of joining


def test_an_office_on_paper_sends_nothing_and_types_what_comes(cast: Cast) -> None:
    person = a_person(cast)
    joining.join(cast.as_("administrator"), person.office, ["slip"])
    number = actions.request(person, reference="COM-TAP-2026-00001-X")
    assert (number.status, number.channel) == ("requested", "slip")
    assert not OutboxMessage.objects.exists()
    typed = actions.type_from_slip(
        cast.as_("clerk"), person.pk, HERS.lower(), assigned_on=ASSIGNED, temporary=True, valid_until=None
    )
    assert (typed.pk, typed.value, typed.status, typed.recorded_by) == (number.pk, HERS, "active", cast.clerk)


def test_what_disagrees_is_kept_only_with_a_reason(cast: Cast) -> None:
    person, value = a_person(cast), curp("NUIJ920313MNEXBS0")
    given = {"assigned_on": ASSIGNED, "temporary": True, "valid_until": None}
    with pytest.raises(ValidationError):
        actions.type_from_slip(cast.as_("clerk"), person.pk, value, **given)
    number = actions.type_from_slip(cast.as_("clerk"), person.pk, value, **given, unlike_reason="Así lo dice el papel")
    assert history(number) == ["assigned", "kept_unlike"]


def test_a_number_that_another_person_has_is_not_typed_and_two_who_have_one_go_to_the_desk(cast: Cast) -> None:
    one, two = a_person(cast), a_person(cast)
    assigned(one)
    with pytest.raises(ValidationError, match="Tapachula"):
        actions.type_from_slip(cast.as_("clerk"), two.pk, HERS, assigned_on=ASSIGNED, temporary=True, valid_until=None)
    assert not PossibleDuplicate.objects.exists()
    assigned(two)  # the register itself says so
    assert PossibleDuplicate.objects.get().sources == ["renapo"]


def test_only_who_sets_the_joining_does(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        joining.join(cast.as_("supervisor"), cast.clerk.office, ["slip"])


def test_each_office_has_its_own_steps_and_paper_is_always_one(cast: Cast) -> None:
    joining.join(cast.as_("administrator"), cast.clerk.office, ["batch"])
    assert joining.steps_of(cast.clerk.office) == {"slip", "batch"}
    assert joining.channel(cast.clerk.office) == "batch"
    assert joining.channel(cast.outsider.office) == "online"


@pytest.mark.parametrize("steps", [["slip"], ["batch"], ["query"]])
def test_nobody_is_refused_anything_for_want_of_a_number(cast: Cast, steps) -> None:
    """Presentation and admission go on where no number can come, and for who can have none."""
    from tests.cast import Member, NewMember

    joining.join(cast.as_("administrator"), cast.clerk.office, steps)
    people = [a_person(cast), a_person(cast, given_names="Luz", birth_month=None, birth_day=None)]
    case = a_case(
        cast,
        members=[NewMember(people[0], Member.Role.PRINCIPAL), NewMember(people[1], Member.Role.DEPENDANT, "child")],
    )
    admission.admit(cast.as_("supervisor"), case, key=uuid.uuid4())
    case.refresh_from_db()
    assert case.stage == "admitted"
    assert not IdentityNumber.objects.exclude(value="").exists()
