"""The second wall: even a query that forgot `visible_to` finds nothing of another office."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from acogida.accounts import scope
from acogida.cases.models import Event
from acogida.determination.models import Decision, Draft, Interview, InterviewEntry, MaterialFact, Notification, Reading
from tests.cast import Cast, signed_in
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db
HELD = (Event, Interview, InterviewEntry, MaterialFact, Draft, Decision, Reading, Notification)


@pytest.fixture
def decided(cast: Cast) -> Journey:
    journey = Journey(cast)
    journey.notified(journey.mother)
    return journey


def seen() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in HELD}


def test_everything_held_here_is_behind_the_wall(decided: Journey, cast: Cast) -> None:
    there = seen()
    assert all(there.values()), there
    for part in ("clerk", "signatory"):
        scope.enter(cast.as_(part).user)
        assert seen() == there, part
    for part in ("outsider", "auditor", "administrator", "nobody"):
        scope.enter(cast.as_(part).user)
        assert not any(seen().values()), part
    scope.enter(None)
    assert not any(seen().values())


def test_nothing_can_be_written_behind_the_wall_of_another_office(decided: Journey, cast: Cast) -> None:
    scope.enter(cast.as_("outsider").user)
    assert not MaterialFact.objects.update(statement="x")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        MaterialFact.objects.create(claim=decided.mother, position=9, statement="x", author=cast.outsider)


def test_what_one_request_let_its_connection_see_does_not_go_to_the_next(decided: Journey, cast: Cast) -> None:
    signed_in(cast, "outsider").get(reverse("home"))
    assert all(seen().values())  # back to what the connection had before


def test_every_table_with_a_claims_content_has_a_policy(cast: Cast) -> None:
    """A new table of determination without a policy fails here."""
    # A count, pairs of ids, and that somebody signed several decisions on a day: which ones is behind the wall.
    open_to_all = {"determination_decisionseries", "determination_materialfact_entries", "determination_ceremony"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'determination_%' AND NOT relrowsecurity"
        )
        assert {row[0] for row in cursor.fetchall()} == open_to_all
