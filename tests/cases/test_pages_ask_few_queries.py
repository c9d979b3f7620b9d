"""Lists and the case page cost the same whatever the number of cases and offices."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db
CEILING = 12


def queries(cast: Cast, part: str, address: str) -> list[str]:
    client = signed_in(cast, part)
    client.get(address)  # warm: content types, sessions
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return [q["sql"] for q in found.captured_queries]


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


def test_the_case_page_stays_under_its_ceiling(cast: Cast) -> None:
    case = a_case(cast)
    found = queries(cast, "officer", reverse("case_page", args=[case.number]))
    assert len(found) <= 2 * CEILING, "\n".join(found)
