"""The demonstration's desk: believable pairs, one group, and two persons with open cases each."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Count

from acogida.people.duplicates.judging import open_cases
from acogida.people.judgements import PossibleDuplicate

pytestmark = pytest.mark.django_db


def test_there_are_pairs_a_group_and_two_with_open_cases(country: dict[str, Any]) -> None:
    pairs = list(PossibleDuplicate.objects.filter(state="open"))
    assert len(pairs) >= 9 and {source for pair in pairs for source in pair.sources} == {"intake", "register"}
    assert all(pair.probability and pair.probability > 0.3 for pair in pairs)
    groups = PossibleDuplicate.objects.values("group").annotate(n=Count("pk"))
    assert max(row["n"] for row in groups) >= 2
    assert any(open_cases([pair.first_id]) and open_cases([pair.second_id]) for pair in pairs)
