"""Which matrix of papers and items is in force."""

from __future__ import annotations

import datetime as dt

from acogida.cases import packs
from acogida.law.requirements import Requirements


def in_force(on: dt.date | None = None) -> Requirements:
    """That of the pack under which cases open on that day (today), or of the installed one where that knew of no papers."""
    return packs.current(on).requirements or packs.installed_one().requirements
