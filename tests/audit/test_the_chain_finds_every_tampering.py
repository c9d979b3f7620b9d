"""`acogida audit verify` finds a changed, removed or moved record, and says which."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from acogida.audit import sealer
from acogida.audit.models import Record
from acogida.audit.record import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def records() -> list[Record]:
    for number in range(5):
        write(None, "test.act", detail={"n": number})
    sealer.seal_pending()
    return list(Record.objects.order_by("pk"))


def tamper(sql: str, *values: object) -> None:
    """What somebody with the owner's password and no scruples would do."""
    with connection.cursor() as cursor:
        for table in ("audit_record", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        for table in ("audit_record", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_an_untouched_chain_is_sound(records: list[Record]) -> None:
    found = sealer.verify()
    assert found.sound
    assert found.sealed == 5


def test_a_changed_record_is_named(records: list[Record]) -> None:
    tamper("UPDATE audit_record SET actor_name = 'somebody else' WHERE id = %s", records[2].pk)
    assert [pk for pk, _ in sealer.verify().faults] == [records[2].pk]


def test_a_removed_record_is_named(records: list[Record]) -> None:
    tamper("DELETE FROM audit_record WHERE id = %s", records[1].pk)
    assert [pk for pk, _ in sealer.verify().faults] == [records[1].pk]


def test_a_record_removed_with_its_seal_leaves_a_named_gap(records: list[Record]) -> None:
    tamper("DELETE FROM audit_seal WHERE position = 3")
    tamper("DELETE FROM audit_record WHERE id = %s", records[2].pk)
    faults = sealer.verify().faults
    assert (3, "the seal at position 3 was removed") in faults


def test_two_records_that_changed_places_are_both_named(records: list[Record]) -> None:
    first, second = records[1].pk, records[3].pk
    tamper("UPDATE audit_seal SET record_id = -1 WHERE record_id = %s", first)
    tamper("UPDATE audit_seal SET record_id = %s WHERE record_id = %s", first, second)
    tamper("UPDATE audit_seal SET record_id = %s WHERE record_id = -1", second)
    assert {first, second} <= {pk for pk, _ in sealer.verify().faults}


def test_records_not_yet_sealed_are_reported_as_waiting(records: list[Record]) -> None:
    write(None, "test.late")
    found = sealer.verify()
    assert (found.sound, found.sealed, found.unsealed) == (True, 5, 1)


def test_a_record_removed_before_it_was_sealed_is_named(records: list[Record]) -> None:
    write(None, "test.late")
    late = Record.objects.latest("pk").pk
    tamper("DELETE FROM audit_record WHERE id = %s", late)
    assert [pk for pk, _ in sealer.verify().faults] == [late]


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit_record SET reason = 'x'",
        "DELETE FROM audit_record",
        "TRUNCATE audit_record CASCADE",
        "UPDATE audit_seal SET hash = 'x'",
        "DELETE FROM audit_seal",
        "ALTER TABLE audit_record DISABLE TRIGGER USER",
    ],
)
def test_the_application_can_change_nothing(records: list[Record], as_application_role: Callable, act: str) -> None:
    with as_application_role(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_the_application_can_write_and_seal(as_application_role: Callable) -> None:
    with as_application_role():
        write(None, "test.act")
        assert sealer.seal_pending() == 1
    assert sealer.verify().sound
