"""`acogida case replay` says whether the stored state and the chain are what the events say."""

from __future__ import annotations

import datetime as dt
import uuid
from argparse import Namespace

import pytest

from acogida.cases import packs
from acogida.cases.actions import append, lock, take
from acogida.cases.commands import replay
from acogida.cases.models import Case, Claim
from acogida.cases.recompute import run
from acogida.law import load_snapshot
from tests.cases.rules import close, manager_of, withdraw
from tests.cast import Cast, a_case

pytestmark = pytest.mark.django_db


def test_an_untouched_case_equals_its_replay(cast: Cast) -> None:
    document, _text, code = replay(Namespace(case=a_case(cast).number))
    assert (document["equal"], document["broken"], code) == (True, [], 0)


def test_a_stage_changed_behind_the_log_is_found(cast: Cast) -> None:
    case = a_case(cast)
    Claim.objects.filter(case=case).update(stage="final")
    document, text, code = replay(Namespace(case=case.number))
    assert (document["equal"], code) == (False, 1)
    assert "NOT equal" in text


def test_a_log_cut_short_is_found(cast: Cast) -> None:
    case = a_case(cast)
    Case.objects.filter(pk=case.pk).update(last_hash="0" * 64)
    assert replay(Namespace(case=case.number))[0]["broken"] == [1]


def test_a_case_that_is_not_there_is_said(cast: Cast) -> None:
    assert replay(Namespace(case="COM-TAP-2020-00001-X"))[2] == 1


def test_a_column_of_the_case_changed_behind_the_log_is_found(cast: Cast) -> None:
    case = a_case(cast)
    Case.objects.filter(pk=case.pk).update(next_due=dt.date(2031, 1, 2), modality="group")
    document, text, code = replay(Namespace(case=case.number))
    assert {"modality", "case.next_due"} <= set(document["differences"])
    assert code == 1
    assert "different: modality" in text


def test_closures_that_came_and_went_are_reckoned_as_they_were_known(cast: Cast) -> None:
    case = a_case(cast, on=dt.date(2024, 4, 15))
    request = manager_of(cast)
    closed = close(request, dt.date(2024, 5, 6), dt.date(2024, 5, 7), "TAP")
    assert run(closed.added_id) is not None
    take(cast.as_("supervisor"), case.pk, "prevent", key=uuid.uuid4(), on=dt.date(2024, 5, 9))
    take(cast.as_("supervisor"), case.pk, "answer_prevention", key=uuid.uuid4(), on=dt.date(2024, 5, 14))
    assert run(withdraw(request, closed)) is not None
    document, _text, code = replay(Namespace(case=case.number))
    assert (document["equal"], document["broken"], code) == (True, [], 0)
    assert [event.kind for event in case.events.order_by("seq")].count("calendar_changed") == 2


def test_a_case_that_moved_to_another_version_is_replayed_under_both(cast: Cast) -> None:
    case = a_case(cast, on=dt.date(2024, 4, 15))
    before = case.clocks.get(clock="C8").due
    old = packs.of(case)
    new = load_snapshot(longer(old.snapshot()))
    case = lock(case.pk)
    case.pack = packs.keep(new)
    payload = {"from": old.hash, "pack": new.hash}
    append(case, "pack_moved", cast.as_("supervisor"), on=case.office.today(), key=uuid.uuid4(), payload=payload)
    document, _text, code = replay(Namespace(case=case.number))
    assert (document["equal"], document["broken"], document["packs_moved"], code) == (True, [], 1, 0)
    assert document["pack"]["hash"] == new.hash
    moved = next(clock for clock in document["clocks"] if clock["clock"] == "C8")
    assert moved["due"] > before


def longer(files: dict[str, str]) -> dict[str, str]:
    """The same pack with five more days to decide."""
    clocks = files["clocks.toml"]
    at = clocks.index('name = "decide"')
    return {**files, "clocks.toml": clocks[:at] + clocks[at:].replace("amount = 45", "amount = 50", 1)}
