"""`acogida case replay` says whether the stored state and the chain are what the events say."""

from __future__ import annotations

from argparse import Namespace

import pytest

from acogida.cases.commands import replay
from acogida.cases.models import Case, Claim
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
