"""Names and codes of what is known of a person, side by side: ours, OSIA's wire, and RENAPO's known responses. Pure.

This is the one place where they meet: a service with other names is another column. OSIA leaves attribute names open
(`firstName`, `lastName`, `dateOfBirth`, `gender`, `nationality` are its examples); RENAPO's are those seen in the
responses of its institutional service in public-sector code, and no more is known of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pycountry


class State(StrEnum):
    """What a register says of a CURP."""

    ACTIVE = "active"
    CHANGED = "changed"  # another number took its place
    DEAD = "dead"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"  # a code nobody told us the meaning of: shown as it is, never guessed


# statusCurp. RCN was seen as active and BD as dead; the others are as widely repeated and not confirmed.
STATES: Mapping[str, State] = {
    "RCN": State.ACTIVE, "AN": State.ACTIVE, "AH": State.ACTIVE, "CRA": State.ACTIVE, "RCC": State.CHANGED,
    "BD": State.DEAD, "BAP": State.INACTIVE, "BSU": State.INACTIVE, "BDM": State.INACTIVE, "BDA": State.INACTIVE,
    "BCC": State.INACTIVE, "BCN": State.INACTIVE, "BJD": State.INACTIVE,
}  # fmt: skip
CONFIRMED_STATES = frozenset({"RCN", "BD"})

# docProbatorio: the paper on which a number rests; not confirmed.
DOCUMENTS: Mapping[str, str] = {
    "BIRTH": "1", "INM": "3", "NATURALISATION": "4", "NATIONALITY": "7", "COMAR": "8",
}  # fmt: skip
DOCUMENT_KINDS = {code: kind for kind, code in DOCUMENTS.items()}

MEXICAN_SEXES: Mapping[str, str] = {"F": "M", "M": "H", "X": "X"}  # Mujer, Hombre
_SEXES = {code: sex for sex, code in MEXICAN_SEXES.items()}

STATELESS = {"XA": "XXA"}  # ICAO Doc 9303
COUNTRIES: Mapping[str, str] = {each.alpha_2: each.alpha_3 for each in pycountry.countries} | STATELESS
_COUNTRIES = {alpha3: alpha2 for alpha2, alpha3 in COUNTRIES.items()}


def _same(text: str) -> str:
    return text.strip()


def _iso(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def _slashed(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text.strip(), "%d/%m/%Y").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None


def _sex(text: str) -> str:
    return text.strip().upper() if text.strip().upper() in MEXICAN_SEXES else ""


def _mexican_sex(text: str) -> str:
    return _SEXES.get(text.strip().upper(), "")


def _country(text: str) -> str:
    return _COUNTRIES.get(text.strip().upper(), "")


def _document(text: str) -> str:
    return DOCUMENT_KINDS.get(text.strip(), "")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is known. `osia`, `renapo`: its name there ("" where it has none); `read_…` their text to our value;
    `osia_code` our value to OSIA's."""

    name: str
    osia: str
    renapo: str
    read_osia: Callable[[str], Any] = _same
    read_renapo: Callable[[str], Any] = _same
    osia_code: Callable[[Any], str] = str


FIELDS = (
    Field("curp", "curp", "CURP"),
    Field("given_names", "firstName", "nombres"),
    Field("first_surname", "lastName", "apellido1"),
    Field("second_surname", "secondLastName", "apellido2"),
    Field("sex", "gender", "sexo", _sex, _mexican_sex),
    Field("birth_date", "dateOfBirth", "fechNac", _iso, _slashed),
    Field("nationality", "nationality", "nacionalidad", _country, _country, lambda code: COUNTRIES.get(code, "")),
    Field("birth_country", "countryOfBirth", "", _country, _same, lambda code: COUNTRIES.get(code, "")),
    Field("birth_entity", "birthEntity", "cveEntidadNac"),
    Field("status_code", "statusCurp", "statusCurp"),
    Field("replaced_by", "replacedBy", ""),
    Field("document_kind", "documentType", "docProbatorio", _document, _document, lambda k: DOCUMENTS.get(k, "")),
    Field("document_number", "documentNumber", "NumRegExtranjeros"),
    Field("valid_until", "validUntil", "", _iso),
    Field("renewals", "renewals", "", lambda text: int(text) if text.isdigit() else 0),
)
BY_NAME = {field.name: field for field in FIELDS}

# Which of OSIA's two open objects an attribute belongs to; the rest is biographic.
CONTEXTUAL = frozenset({"status_code", "replaced_by", "document_kind", "document_number", "valid_until", "renewals"})

# Response fields of RENAPO that Acogida reads past: kept out of every record, named so that nobody wonders.
NOT_READ = frozenset(
    {
        "anioReg", "foja", "tomo", "libro", "numActa", "CRIP", "numEntidadReg", "cveMunicipioReg", "FolioCarta",
        "cveEntidadEmisora", "desEstatusCURP", "desMunicipio", "SessionID",
    }
)  # fmt: skip


def state_of(status_code: str) -> State:
    """What a statusCurp means; UNKNOWN for one that is not in the table."""
    return STATES.get(status_code.strip().upper(), State.UNKNOWN)
