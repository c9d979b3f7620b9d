"""How a claim was presented stands in the log; one filed through a representative awaits the person's own word."""

from __future__ import annotations

import uuid

import pytest

from acogida.cases.actions import refusals, take
from acogida.cases.models import Case
from acogida.registration.actions.presentation import present
from tests.cast import Cast
from tests.registration.desk import FAMILY, a_draft

RATIFY = "C3"


def presented(cast: Cast, how: str) -> Case:
    draft = a_draft(cast, FAMILY[:1], presented_how=how)
    return present(cast.as_("clerk"), draft.pk, key=uuid.uuid4())


@pytest.mark.parametrize("how", ["written", "oral", "inm"])
def test_a_claim_of_ones_own_awaits_nothing(how: str, cast: Cast) -> None:
    case = presented(cast, how)

    assert not case.clocks.filter(clock=RATIFY).exists()
    assert refusals(case, None, "admit") == []


def test_a_claim_filed_by_a_representative_is_not_admitted_before_it_is_ratified(cast: Cast) -> None:
    case = presented(cast, "representative")

    assert case.clocks.get(clock=RATIFY).state == "running"
    assert any("ratifique" in reason for reason in refusals(case, None, "admit"))

    today = case.office.today()
    take(cast.as_("clerk"), case.pk, "ratify", key=uuid.uuid4(), on=today, payload={"ratified_on": today.isoformat()})

    assert case.clocks.get(clock=RATIFY).state == "met"
    assert refusals(case, None, "admit") == []
