"""What the authority set for its unit: ages by topic and how often sources are looked at (`coi.toml` of its pack)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from acogida.cases import packs
from acogida.law.model.coi import InformationAge

PRIORITIES = ("A", "B", "C", "D", "E")
USUAL = "C"  # of a country nobody set
# A source that matters less is looked at less often than its countries are: priority 1 to 4 → times the days.
STRETCH = {1: 1, 2: 1, 3: 2, 4: 4}


def ages(on: dt.date | None = None) -> Sequence[InformationAge]:
    """From which age on information wants a reason, by topic."""
    return packs.current(on).coi.age


def checks(on: dt.date | None = None) -> Mapping[str, int]:
    """Days between two looks at a source, by the priority of the country; a pack that says nothing has once a month."""
    said: dict[str, int] = {rule.country_priority: rule.days for rule in packs.current(on).coi.check}
    return {priority: said.get(priority, 30) for priority in PRIORITIES}
