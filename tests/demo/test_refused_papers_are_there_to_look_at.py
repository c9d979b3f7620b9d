"""The demonstration's refusals: enough for figures, none before the paper was issued, each state as its follow-ups left it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from acogida.accounts.models import Office
from acogida.certificates.models import Refusal
from acogida.certificates.refusals import figures
from acogida.certificates.refusals.models import LEAVES

pytestmark = pytest.mark.django_db


def test_directors_find_figures_and_clerks_something_to_follow_up(country: dict[str, Any]) -> None:
    refusals = list(Refusal.objects.prefetch_related("follow_ups"))
    assert len(refusals) > 20
    for refusal in refusals:
        last = list(refusal.follow_ups.all())[-1:]
        assert refusal.state == (LEAVES.get(last[0].kind, "in_hand") if last else "open")  # type: ignore[call-overload]
    before = Refusal.objects.filter(person__certificates__issued_on__gt=F("happened_on"))
    assert not before.exclude(person__certificates__issued_on__lte=F("happened_on")).exists()
    days = sorted(refusal.happened_on for refusal in refusals)
    offices = Office.objects.values_list("pk", flat=True)
    found = figures.report(days[0], days[-1], offices, timezone.now())
    assert found.total == len(refusals) and any(line.n for line in found.tables["service"])
