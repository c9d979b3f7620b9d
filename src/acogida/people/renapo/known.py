"""What the population register says about somebody, whatever wire it came by. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from acogida.people.renapo.fields import FIELDS, State, state_of


class NotUnderstood(ValueError):
    """The answer is not one that the register's documents know. The text holds no personal data."""


@dataclass(frozen=True, slots=True)
class Known:
    """One identity of one person there; "" or None where the register says nothing."""

    curp: str = ""
    given_names: str = ""
    first_surname: str = ""
    second_surname: str = ""
    sex: str = ""
    birth_date: dt.date | None = None
    nationality: str = ""
    birth_country: str = ""
    birth_entity: str = ""
    status_code: str = ""
    replaced_by: str = ""
    document_kind: str = ""
    document_number: str = ""
    valid_until: dt.date | None = None
    renewals: int = 0
    person_reference: str = ""  # the register's own name for the person, and for this identity
    identity_reference: str = ""
    identity_status: str = ""  # OSIA: CLAIMED, VALID, INVALID, REVOKED
    is_reference: bool = False
    dead: bool = False

    @property
    def state(self) -> State:
        """Whether the number is in force."""
        if self.dead:
            return State.DEAD
        if self.status_code:
            return state_of(self.status_code)
        if self.identity_status in ("REVOKED", "INVALID"):
            return State.INACTIVE
        return State.ACTIVE if self.identity_status in ("CLAIMED", "VALID") else State.UNKNOWN

    @property
    def temporary(self) -> bool:
        return self.identity_status == "CLAIMED"

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_names, self.first_surname, self.second_surname) if part)


NAMES = frozenset(field.name for field in fields(Known))


def read(data: dict[str, Any], column: str) -> dict[str, Any]:
    """Our names and values from theirs. `column`: "osia" or "renapo". What is absent or empty is left out."""
    found: dict[str, Any] = {}
    for field in FIELDS:
        theirs = getattr(field, column)
        value = data.get(theirs) if theirs else None
        if value is None or isinstance(value, dict | list):
            continue
        made = getattr(field, f"read_{column}")(str(value))
        if made not in ("", None):
            found[field.name] = made
    return found
