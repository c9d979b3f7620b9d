"""Lists and the case page cost the same whatever the number of cases and offices."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acogida.hooks.registry import effects
from tests.cast import Cast, a_case, signed_in
from tests.determination.journey import Journey

pytestmark = pytest.mark.django_db
CEILING = 12
NOT_THE_PAGES = re.compile(
    r'RESET|.*FROM "cases_packversion"'
)  # a fixture's own; what a process keeps for some seconds


@pytest.fixture(autouse=True)
def certificates_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other rooms do at admission is not what is measured here."""
    for name in ("issue_certificate", "request_identity_number", "tell_agency"):
        monkeypatch.setitem(effects._functions, name, lambda event: None)


def queries(cast: Cast, part: str, address: str) -> list[str]:
    client = signed_in(cast, part)
    client.get(address)  # warm: content types, sessions
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return [q["sql"] for q in found.captured_queries if not NOT_THE_PAGES.match(q["sql"])]


@pytest.mark.parametrize("part", ["clerk", "supervisor", "officer", "signatory"])
@pytest.mark.parametrize("queue", ["mine", "all", "soon"])
def test_the_case_list_stays_under_its_ceiling_however_many_cases(cast: Cast, part: str, queue: str) -> None:
    address = f"{reverse('case_list')}?queue={queue}"
    a_case(cast)
    few = queries(cast, part, address)
    for day in range(1, 9):
        a_case(cast, on=dt.date(2026, 3, day))
    many = queries(cast, part, address)
    assert len(many) == len(few)
    assert len(many) <= CEILING, "\n".join(many)


@pytest.mark.parametrize("stage", ["admitted", "heard", "assessed", "submitted", "approved", "signed"])
@pytest.mark.parametrize(("part", "ceiling"), [("clerk", 12), ("officer", 12), ("reviewer", 13), ("supervisor", 14)])
def test_the_case_page_stays_under_its_ceiling_whatever_there_is_to_ask(
    cast: Cast, part: str, ceiling: int, stage: str
) -> None:
    """Three claims, of which one is carried as far as `stage`; the supervisor may also give the case to a colleague."""
    journey = Journey(cast)
    if stage == "heard":
        journey.heard(journey.mother)
    elif stage != "admitted":
        getattr(journey, stage)(journey.mother, "recognised")
    found = queries(cast, part, reverse("case_page", args=[journey.case.number]))
    assert len(found) <= ceiling, "\n".join(found)
