"""What each person of an admitted case holds: a constancia with a real signed token, and a temporary CURP.

The PDF of a loaded constancia is made when somebody first opens it, as for any other. The CURP follows the published
rule, as the simulator of RENAPO makes it; it was assigned by nobody.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import lru_cache

from acogida.certificates import issuing
from acogida.certificates.issuing import CERTIFICATE_OF_PROCEDURE, STATUS_LIST_SIZE
from acogida.certificates.numbers import certificate_number
from acogida.demo.households import DemoPerson
from acogida.demo.plan import MOST_PERSONS, PlannedCase
from acogida.hooks.copytext import line
from simulators.renapo import curp

SPREAD = 0x9E3B5  # odd: multiplied modulo a power of two, every place of the status list is taken once


def certificate(
    planned: PlannedCase, person: DemoPerson, position: int, *, key: str, identifier: str, case: tuple[str, str],
    person_id: str, office_id: int, zone: str, issued_at: dt.datetime,
) -> str:  # fmt: skip
    """The row of one constancia. `case` is id and number."""
    local = issued_at.astimezone(_zone(zone))
    year = planned.on.year
    index = ((planned.ordinal * MOST_PERSONS + position) * SPREAD) % STATUS_LIST_SIZE
    number = certificate_number(case[1], position)
    token = issuing.make_token(
        CERTIFICATE_OF_PROCEDURE, number=number, name=f"{person.given} {person.first} {person.second}".strip(),
        birth=(person.year, person.month, person.day), sex=person.sex, issued_at=local, status_list=year, status_index=index,
    )  # fmt: skip
    return line(
        identifier, key, CERTIFICATE_OF_PROCEDURE, number, office_id, case[0], person_id,
        person.relation if position else "", issued_at.isoformat(), local.date(),
        issuing.last_day(CERTIFICATE_OF_PROCEDURE, local.date()), token, year, index, "valid", "",
    )  # fmt: skip


def identity_number(
    person: DemoPerson, person_id: str, on: dt.date, recorded_at: str, until: dt.date | None
) -> str | None:
    """The row of a temporary CURP, valid until the end of its term; None when the birth date is not known whole, so that
    none could be asked for."""
    if not (person.month and person.day):
        return None
    born = dt.date(person.year, person.month, person.day)
    sex = "M" if person.sex == "F" else "H"
    first = curp.root(person.given, person.first, person.second, born, sex) + curp.differentiators(born)[0]
    value = first + curp.check_digit(first)
    return line(
        person_id,
        "CURP",
        value,
        True,
        "active",
        on,
        until,
        0,
        False,
        "",
        "",
        "RENAPO",
        "online",
        "",
        recorded_at,
        "",
        "",
    )


@lru_cache(maxsize=16)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)
