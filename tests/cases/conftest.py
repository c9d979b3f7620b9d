"""Fixtures of the tests of cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from acogida.accounts.models import Posting, Role, User
from acogida.cases import packs
from tests.cast import PASSWORD, Cast


@pytest.fixture
def lawyers(cast: Cast) -> Iterator[Cast]:
    """The cast with two legal officers, who draft rules, and a director, who adopts them; messages are in English. What
    one test adopts is not in force in the next."""
    for part, code in (("lawyer", "legal_officer"), ("second_lawyer", "legal_officer"), ("director", "director")):
        user = User(
            username=part, first_name=part.title(), last_name="Ley", office=cast.auditor.office,
            must_use_second_factor=False,
        )  # fmt: skip
        user.set_password(PASSWORD)
        user.save()
        Posting.objects.create(
            user=user, role=Role.objects.get(code=code), office=user.office, start=dt.date(2019, 1, 1)
        )
        cast.users[part] = user
    packs.forget_adoptions()
    with override("en"):
        yield cast
    packs.forget_adoptions()
