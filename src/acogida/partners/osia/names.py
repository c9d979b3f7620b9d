"""What partners call things, and what we call them: OSIA's names on the wire, the fields of `exchange.messages` here. Pure.

The names of attributes that RENAPO's wire has too are taken from its table (`people.renapo.fields`), so that one thing has
one name everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from acogida.people.names import fold
from acogida.people.renapo.fields import BY_NAME, COUNTRIES

_SHARED = ("given_names", "first_surname", "second_surname", "sex", "birth_date", "birth_country", "curp")
BIOGRAPHIC: Mapping[str, str] = {
    **{BY_NAME[field].osia: field for field in _SHARED},
    BY_NAME["nationality"].osia: "nationalities",
    "legalStatus": "certificate_kind",  # said as the sentence that stands on the certificate
}
CREDENTIAL: Mapping[str, str] = {
    "credentialNumber": "certificate_number",
    "status": "certificate_status",
    "issuedDate": "issued_on",
    "expiryDate": "valid_until",
}
VERIFIABLE = tuple(name for name in BIOGRAPHIC if name != "legalStatus")
TEXTS = frozenset({"given_names", "first_surname", "second_surname"})
CREDENTIAL_TYPE = "ID_CARD"  # OSIA knows no certificate on paper: `others.format` says that it is one


def fields_of(names: Iterable[str]) -> set[str]:
    """Our fields for OSIA's names of either kind."""
    return {BIOGRAPHIC.get(name) or CREDENTIAL[name] for name in names}


def fits(field: str, theirs: Any, ours: Any) -> bool:
    """Whether a value that a partner gives is what we know. Names by their letters: capitals, accents and spaces make no
    difference; everything else exactly. What we do not know does not fit."""
    if not isinstance(theirs, str) or not ours:
        return field == "second_surname" and theirs == "" and not ours
    if field in TEXTS:
        return fold(theirs) == fold(str(ours))
    if field == "nationalities":
        return theirs in {COUNTRIES.get(code, "") for code in ours}
    if field == "birth_country":
        return theirs == COUNTRIES.get(ours, "")
    return theirs == (ours.isoformat() if isinstance(ours, dt.date) else ours)


def attribute_set(body: Mapping[str, Any], sentence: str, zone: dt.tzinfo) -> dict[str, Any]:
    """OSIA's AttributeSet for what the gateway let pass (`body`: fields as JSON values). `sentence`: what the certificate
    says of the holder."""
    biographic = {name: _said(field, body[field], sentence) for name, field in BIOGRAPHIC.items() if body.get(field)}
    credential = credential_data(body, zone)
    return {
        **({"biographicData": biographic} if biographic else {}),
        **({"credentialData": [credential]} if credential else {}),
    }


def credential_data(body: Mapping[str, Any], zone: dt.tzinfo) -> dict[str, Any]:
    """OSIA's CredentialData, as far as the fields go; empty when there are none of a credential."""
    found = {name: body[field] for name, field in CREDENTIAL.items() if body.get(field)}
    if not found:
        return {}
    for name, clock in (("issuedDate", dt.time.min), ("expiryDate", dt.time(23, 59, 59))):
        if name in found:
            found[name] = dt.datetime.combine(dt.date.fromisoformat(found[name]), clock, zone).isoformat()
    if found.get("status") in ("REPLACED", "ENDED"):
        found |= {"status": "OTHER", "statusOther": found["status"]}
    return {**found, "credentialType": CREDENTIAL_TYPE, "others": {"format": "PAPER"}}


def _said(field: str, value: Any, sentence: str) -> Any:
    if field == "certificate_kind":
        return sentence
    if field == "nationalities":
        return " ".join(COUNTRIES.get(code, code) for code in value)
    return COUNTRIES.get(value, value) if field == "birth_country" else value


def uncovered(fields: Collection[str], agreed: Collection[str]) -> list[str]:
    """OSIA's names of fields that an agreement does not list."""
    missing = set(fields) - set(agreed)
    return sorted(name for name, field in {**BIOGRAPHIC, **CREDENTIAL}.items() if field in missing)
