"""The record of an interview is evidence: entries are added, never changed, and sealed when it closes (LSR art. 23)."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from acogida.cases.errors import Refused
from acogida.determination import actions
from acogida.determination.models import Interview, InterviewEntry
from tests.cast import Cast
from tests.determination.journey import INTERVIEW, Journey

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(journey: Journey, cast: Cast) -> Interview:
    return actions.start_interview(cast.as_("officer"), journey.mother.pk, INTERVIEW, key=uuid.uuid4())


def say(cast: Cast, interview: Interview, kind: str, text: str, **more: object) -> InterviewEntry:
    return actions.record(cast.as_("officer"), interview.pk, kind, text, **{"key": uuid.uuid4(), **more})  # type: ignore[arg-type]


def close(cast: Cast, interview: Interview, **changes: object) -> Interview:
    values = {"read_back": True, "read_back_by_interpreter": True, "confirmed": True, "key": uuid.uuid4(), **changes}
    return actions.close_interview(cast.as_("officer"), interview.pk, **values)  # type: ignore[arg-type]


def test_an_entry_can_be_neither_changed_nor_removed(opened: Interview, cast: Cast) -> None:
    entry = say(cast, opened, "answer", "Me amenazaron.")
    for statement in (
        "UPDATE determination_interviewentry SET text = 'otra cosa'",
        "DELETE FROM determination_interviewentry",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.text == "Me amenazaron."


def test_a_correction_is_a_new_entry_that_names_the_old_one(opened: Interview, cast: Cast) -> None:
    first = say(cast, opened, "answer", "Fue en enero.")
    second = say(cast, opened, "correction", "Fue en febrero.", corrects=first.seq)
    assert second.corrects == first
    assert [entry.text for entry in opened.entries.all()] == ["Fue en enero.", "Fue en febrero."]
    with pytest.raises(Refused, match="que se corrige"):
        say(cast, opened, "correction", "Sin decir cuál.")


def test_an_entry_sent_twice_is_one_entry(opened: Interview, cast: Cast) -> None:
    key = uuid.uuid4()
    assert say(cast, opened, "question", "¿Qué pasó?", key=key) == say(cast, opened, "question", "¿Qué pasó?", key=key)
    assert opened.entries.count() == 1


def test_two_clicks_on_begin_open_one_record(opened: Interview, journey: Journey, cast: Cast) -> None:
    again = actions.start_interview(cast.as_("second_officer"), journey.mother.pk, INTERVIEW, key=uuid.uuid4())
    assert again == opened
    assert journey.case.events.filter(kind="begin_interview").count() == 1


def test_a_question_ends_the_break(opened: Interview, cast: Cast) -> None:
    say(cast, opened, "break_start", "")
    with pytest.raises(Refused, match="Ya hay una pausa"):
        say(cast, opened, "break_start", "")
    say(cast, opened, "question", "¿Seguimos?")
    assert [entry.kind for entry in opened.entries.all()] == ["break_start", "break_end", "question"]


@pytest.mark.parametrize("changes", [{"read_back": False}, {"confirmed": False}])
def test_it_does_not_close_without_read_back_and_confirmation(
    opened: Interview, cast: Cast, changes: dict[str, bool]
) -> None:
    say(cast, opened, "answer", "Me amenazaron.")
    with pytest.raises(Refused, match="Lea el acta"):
        close(cast, opened, **changes)
    opened.refresh_from_db()
    assert opened.state == "open"


def test_it_does_not_close_when_nothing_was_said(opened: Interview, cast: Cast) -> None:
    with pytest.raises(Refused, match="no hay una entrevista"):
        close(cast, opened)


def test_a_closed_record_takes_nothing_more(opened: Interview, cast: Cast) -> None:
    say(cast, opened, "answer", "Me amenazaron.")
    close(cast, opened)
    with pytest.raises(Refused, match="está cerrada"):
        say(cast, opened, "answer", "Y algo más.")


def test_the_event_holds_the_fingerprint_of_the_record(opened: Interview, journey: Journey, cast: Cast) -> None:
    say(cast, opened, "answer", "Me amenazaron.")
    closed = close(cast, opened)
    event = journey.case.events.get(kind="close_interview")
    assert event.payload["record_sha256"] == closed.fingerprint() == closed.record_sha256
    assert "amenazaron" not in str(event.payload)
    Interview.objects.filter(pk=closed.pk).update(interpreter_name="Otra persona")
    assert Interview.objects.get(pk=closed.pk).fingerprint() != closed.record_sha256


def test_the_childs_claim_goes_on_with_the_mothers_when_chosen(opened: Interview, journey: Journey, cast: Cast) -> None:
    say(cast, opened, "answer", "Mi hija vive conmigo.")
    close(cast, opened, with_claims=[journey.child.pk, journey.partner.pk])
    for claim in (journey.mother, journey.child, journey.partner):
        claim.refresh_from_db()
    assert [c.stage for c in (journey.mother, journey.child, journey.partner)] == [
        "assessment",
        "assessment",
        "admitted",
    ]


def test_closing_twice_closes_once(opened: Interview, journey: Journey, cast: Cast) -> None:
    say(cast, opened, "answer", "Me amenazaron.")
    key = uuid.uuid4()
    close(cast, opened, key=key)
    close(cast, opened, key=key)
    assert journey.case.events.filter(kind="close_interview").count() == 1


def test_a_later_interview_completes_the_first_without_moving_the_claim(journey: Journey, cast: Cast) -> None:
    journey.heard(journey.mother)
    second = actions.start_interview(cast.as_("officer"), journey.mother.pk, INTERVIEW, key=uuid.uuid4())
    say(cast, second, "answer", "Recordé otra cosa.")
    close(cast, second)
    journey.mother.refresh_from_db()
    assert journey.mother.stage == "assessment"
    assert journey.case.events.filter(kind="interview_closed").count() == 1
