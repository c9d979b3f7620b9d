from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.exchange import reconciliation
from acogida.exchange.actions import send
from acogida.exchange.commands import COMMANDS
from acogida.exchange.comparing import Entry, Kind, Page, Pair, differences, reconcilers
from acogida.exchange.messages import Identity
from acogida.exchange.models import Difference, OutboxMessage, Reconciliation
from acogida.exchange.replies import replies
from acogida.exchange.wire import NoAnswer

WHO = {"given_names": "ANA", "birth_date": "1992-03-14"}
ONE = Entry("NUIJ920314MNEXBS02", "CLAIMED", WHO)


def other(**change):
    values = {"number": ONE.number, "status": ONE.status, "data": WHO, **change}
    return Entry(**values)


class FakeRegister:
    """What both sides have, by person; pages of two."""

    def __init__(self) -> None:
        self.people: dict[uuid.UUID, tuple[list[Entry], list[Entry]]] = {}
        self.fails_at: str | None = None
        self.asked: list[str] = []

    def add(self, ours, theirs) -> uuid.UUID:
        person = uuid.uuid4()
        self.people[person] = (ours, theirs)
        return person

    def page(self, cursor: str) -> Page:
        self.asked.append(cursor)
        if cursor == self.fails_at:
            raise NoAnswer("timeout")
        start = int(cursor or 0)
        rows = list(self.people.items())
        pairs = [Pair(person, *sides, reference="COM-1") for person, sides in rows[start : start + 2]]
        return Page(pairs, str(start + 2) if start + 2 < len(rows) else "", len(rows))


@pytest.fixture
def register(monkeypatch):
    monkeypatch.setattr(replies, "_functions", {})
    fake = FakeRegister()
    monkeypatch.setattr(reconcilers, "_functions", {"renapo": fake.page})
    return fake


@pytest.mark.parametrize(
    ("ours", "theirs", "kinds"),
    [
        ([ONE], [ONE], []),
        ([], [], []),
        ([ONE], [], ["missing_there"]),
        ([], [ONE], ["missing_here"]),
        ([ONE], [other(number="X")], ["other_number"]),
        ([ONE], [other(status="VALID")], ["other_status"]),
        ([ONE], [other(data={**WHO, "birth_date": "1993-03-14"})], ["other_data"]),
        ([ONE], [other(data={"given_names": "ANA"})], []),  # what one side does not say is no difference
        ([ONE], [ONE, other(number="X")], ["two_there"]),
        ([ONE, other(number="X")], [ONE], ["two_here"]),
        ([ONE], [Entry("X", "VALID", {"given_names": "EVA"})], ["other_number", "other_status", "other_data"]),
    ],
)
def test_every_difference_has_a_name(ours, theirs, kinds):
    assert [found.kind for found in differences(Pair(None, ours, theirs))] == kinds


entries = st.builds(
    Entry, st.sampled_from(["A", "B"]), st.sampled_from(["CLAIMED", "VALID"]),
    st.fixed_dictionaries({"birth_date": st.sampled_from(["1", "2"])}),
)  # fmt: skip
sides = st.lists(entries, max_size=2)


@given(sides, sides)
def test_nothing_is_found_exactly_where_both_sides_say_the_same(ours, theirs):
    same = ours == theirs and len(ours) < 2
    assert (differences(Pair(None, ours, theirs)) == []) == same


@pytest.mark.django_db
def test_a_run_names_and_keeps_every_difference_and_closes_what_agrees_again(register):
    for _each in range(3):
        register.add([ONE], [ONE])
    gone = register.add([ONE], [])
    moved = register.add([ONE], [other(status="VALID")])
    row = reconciliation.run("renapo")
    assert (row.state, row.compared, row.total, row.found, row.fresh) == ("done", 5, 5, 2, 2)
    listed = {d.person_id: d.kind for d in Difference.objects.filter(state="open")}
    assert listed == {gone: "missing_there", moved: "other_status"}
    register.people[gone] = ([ONE], [ONE])
    row = reconciliation.run("renapo")
    assert (row.found, row.fresh, row.closed) == (1, 0, 1)
    assert Difference.objects.get(person_id=gone).state == "resolved"
    assert Difference.objects.get(person_id=moved).state == "open"


@pytest.mark.django_db
def test_what_was_explained_stays_so_until_the_registers_say_something_else(register):
    person = register.add([ONE], [other(status="VALID")])
    reconciliation.run("renapo")
    Difference.objects.update(state="explained", note="a court has ordered it")
    reconciliation.run("renapo")
    assert [d.state for d in Difference.objects.all()] == ["explained"]
    register.people[person] = ([ONE], [other(status="REVOKED")])
    reconciliation.run("renapo")
    assert sorted(d.state for d in Difference.objects.all()) == ["open", "resolved"]


@pytest.mark.django_db
def test_an_interrupted_run_goes_on_where_it_was(register):
    for _each in range(5):
        register.add([ONE], [])
    register.fails_at = "2"
    row = reconciliation.run("renapo")
    assert (row.state, row.error, row.compared) == ("waiting", "timeout", 2)
    assert Difference.objects.filter(state="open").count() == 2
    register.fails_at = None
    again = reconciliation.run("renapo")
    assert again.pk == row.pk
    assert (again.state, again.compared) == ("done", 5)
    assert register.asked == ["", "2", "2", "4"]
    assert Difference.objects.count() == 5


@pytest.mark.django_db
def test_an_interrupted_run_closes_nothing_it_did_not_look_at(register):
    people = [register.add([ONE], []) for _each in range(4)]
    reconciliation.run("renapo")
    for person in people:
        register.people[person] = ([ONE], [ONE])
    register.fails_at = "2"
    reconciliation.run("renapo")
    assert Difference.objects.filter(state="open").count() == 4


@pytest.mark.django_db
def test_a_run_whose_process_died_is_taken_up_and_one_under_way_is_not(register):
    register.add([ONE], [])
    row = Reconciliation.objects.create(
        agency_id="renapo", claimed_until=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    )
    with pytest.raises(reconciliation.Busy):
        reconciliation.run("renapo")
    Reconciliation.objects.update(claimed_until=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
    assert reconciliation.run("renapo").pk == row.pk


@pytest.mark.django_db
def test_whoever_a_message_is_under_way_about_is_left_out_and_stays_as_they_are(register):
    person = register.add([ONE], [])
    reconciliation.run("renapo")
    send("renapo", "assign_number", person, Identity(given_names="Ana"), key="k", countries={"HN"})
    row = reconciliation.run("renapo")
    assert (row.compared, row.skipped, row.closed) == (0, 1, 0)
    OutboxMessage.objects.update(state="delivered")
    register.people[person] = ([ONE], [ONE])
    assert reconciliation.run("renapo").closed == 1


@pytest.mark.django_db
def test_what_both_sides_say_lies_sealed(register):
    register.add([ONE], [])
    reconciliation.run("renapo")
    assert b"NUIJ" not in bytes(Difference.objects.get().sealed)


@pytest.mark.django_db
def test_the_command_says_what_was_found(register):
    import argparse

    register.add([ONE], [])
    register.add([], [ONE])
    document, text, code = COMMANDS["exchange", "reconcile"].run(argparse.Namespace(agency=None))
    assert code == 0
    json.dumps(document)
    assert document["runs"][0]["open"] == {"missing_there": 1, "missing_here": 1}
    assert "missing_here 1" in text
    assert COMMANDS["exchange", "reconcile"].run(argparse.Namespace(agency="nobody"))[2] == 1
    register.fails_at = ""
    assert COMMANDS["exchange", "reconcile"].run(argparse.Namespace(agency="renapo"))[2] == 1


def test_the_kinds_are_the_models():
    assert {kind.value for kind in Kind} == set(Difference.Kind.values)
