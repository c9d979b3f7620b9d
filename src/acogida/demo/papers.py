"""What each person of an admitted case holds: a constancia with a real signed token, and a temporary CURP.

The PDF of a loaded constancia is made when somebody first opens it, as for any other. The CURP follows the published
rule, as the simulator of RENAPO makes it; it was assigned by nobody.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import lru_cache

from acogida.certificates import issuing, kinds, places
from acogida.certificates.kinds import CERTIFICATE_OF_PROCEDURE
from acogida.certificates.numbers import certificate_number
from acogida.demo.households import DemoPerson
from acogida.demo.plan import MOST_PERSONS, PlannedCase
from acogida.hooks.copytext import line
from simulators.renapo import curp

SPREAD = 0x9E3B5  # no divisor in common with a list's size: multiplied modulo it, every place is taken once
IN_A_LIST = int(places.SIZE * places.FULL)


def certificate(
    planned: PlannedCase, person: DemoPerson, position: int, *, key: str, identifier: str, case: tuple[str, str],
    person_id: str, office_id: int, zone: str, issued_at: dt.datetime, number_until: dt.date | None, stage: str,
    closed_on: dt.date | None,
) -> str:  # fmt: skip
    """The row of one constancia. `case` is id and number; `stage` is where the claim stands today, which may have ended it."""
    kind, local = kinds.kind(CERTIFICATE_OF_PROCEDURE), issued_at.astimezone(_zone(zone))
    serial = planned.ordinal * MOST_PERSONS + position
    listed, index = places.first_of(planned.on.year) + serial // IN_A_LIST, serial * SPREAD % places.SIZE
    number, until = certificate_number(case[1], position), issuing.last_day(kind, local.date(), number_until)
    token = issuing.make_token(
        kind, number=number, name=f"{person.given} {person.first} {person.second}".strip(),
        birth=(person.year, person.month, person.day), sex=person.sex, issued_at=local, valid_until=until,
        status_list=listed, status_index=index,
    )  # fmt: skip
    ended = None
    if stage not in kind.valid_while:
        ended = dt.datetime.combine(closed_on or local.date(), dt.time(18), local.tzinfo).isoformat()
    return line(
        identifier, key, CERTIFICATE_OF_PROCEDURE, number, office_id, case[0], person_id,
        person.relation if position else "", issued_at.isoformat(), local.date(), until, token, listed, index,
        "ended" if ended else "valid", ended, ended, "procedure" if ended else "", "",
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
