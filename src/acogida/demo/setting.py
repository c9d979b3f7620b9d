"""What every case of a load shares: offices, staff, pack, today. Plain data, so that workers can receive it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from acogida.cases.projection import Rules
from acogida.law import Closure, Pack, SwitchPeriod, load_snapshot

ROLE_OF = {  # part in a journey → role code
    "clerk": "registration_officer",
    "supervisor": "registration_supervisor",
    "officer": "eligibility_officer",
    "reviewer": "reviewer",
    "signatory": "signatory",
    "notifier": "notifier",
    "appeals": "appeal_officer",
    "legal": "legal_officer",
    "director": "director",
}


@dataclass(frozen=True)
class Setting:
    """`offices`: (id, code, time zone) in the pack's order; `staff`: user ids by office code and part; `letters`: hash of
    the sample decision by outcome; `whole`: closed cases, too, have their papers and dossiers."""

    authority: str
    today: dt.date
    offices: tuple[tuple[int, str, str], ...]
    staff: dict[str, dict[str, tuple[str, ...]]]
    contents: Mapping[str, str]  # of the pack
    closures: tuple[Closure, ...]
    switches: tuple[tuple[str, SwitchPeriod], ...]
    change: int  # of closures and switches: what the events say they were reckoned under
    letters: dict[str, str]
    whole: bool

    @cached_property
    def pack(self) -> Pack:
        return load_snapshot(self.contents)

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.pack, self.closures, self.switches)

    @cached_property
    def restricted_needs(self) -> frozenset[str]:
        return frozenset(need.code for need in self.pack.needs if need.restricted)
