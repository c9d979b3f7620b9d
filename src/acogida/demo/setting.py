"""What every case of a load shares: offices, staff, pack, today. Plain data, so that workers can receive it. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from acogida.law import Closure, Pack, load_pack

ROLE_OF = {  # part in a journey → role code
    "clerk": "registration_officer",
    "supervisor": "registration_supervisor",
    "officer": "eligibility_officer",
    "reviewer": "reviewer",
    "signatory": "signatory",
    "notifier": "notifier",
}


@dataclass(frozen=True)
class Setting:
    """`offices`: (id, code, time zone) in the pack's order; `staff`: user ids by office code and part; `letters`: hash of
    the sample decision by outcome; `whole`: closed cases, too, have their papers and dossiers."""

    authority: str
    today: dt.date
    offices: tuple[tuple[int, str, str], ...]
    staff: dict[str, dict[str, tuple[str, ...]]]
    closures: tuple[Closure, ...]
    letters: dict[str, str]
    whole: bool

    @cached_property
    def pack(self) -> Pack:
        return load_pack(self.authority)

    @cached_property
    def restricted_needs(self) -> frozenset[str]:
        return frozenset(need.code for need in self.pack.needs if need.restricted)
