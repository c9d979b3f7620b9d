"""The wire: OSIA v7.1 as published. What each purpose looks like as a request, and what an answer says. Pure.

The four interfaces are below addresses of their own (`/pr`, `/uin`, `/notification`, `/data`), since population registry
and data access both claim `/v1/persons`. Who somebody is, is asked of the population registry, whose query is a body:
data access would put names into the address, where logs keep them.

Only a message's fields are at hand here, and exchange checks every word that leaves against them (`operations`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acogida.exchange.operations import Outgoing, operation
from acogida.exchange.wire import Request
from acogida.people.renapo.fields import BY_NAME, CONTEXTUAL, COUNTRIES, DOCUMENTS
from acogida.people.renapo.known import Known, NotUnderstood, read

AGENCY = "renapo"
PR, UIN = "/pr", "/uin"
IDENTITY_TYPE = "ASYLUM"  # one word for all: it says no more than that COMAR asked
CLAIMED, VALID, REVOKED = "CLAIMED", "VALID", "REVOKED"
MOST = 20  # of a query
TOPICS = ("DEATH", "CHANGE", "DUPLICATE")  # what may be heard of; the published documents leave the names open

# Everything these requests may say that is in no message: path segments, attribute names' values, codes.
WORDS = " ".join(
    (
        "pr uin notification v1 persons identities status reference subscriptions merge", IDENTITY_TYPE, "ACTIVE ALIVE DEAD",
        "CLAIMED VALID REVOKED NE true =", *(field.osia for field in BY_NAME.values()), *COUNTRIES.values(),
        *DOCUMENTS.values(), "0 20 http",
    )
)  # fmt: skip

# purpose: (interface, method, scope) as published; a test holds them against the documents.
SCOPES: Mapping[str, tuple[str, str, str]] = {
    "assign_number": ("uin", "generateUIN", "uin.generate"),
    "register_person": ("pr", "createPerson", "pr.person.write"),
    "register_identity": ("pr", "createIdentityWithId", "pr.identity.write"),
    "renew_number": ("pr", "partialUpdateIdentity", "pr.identity.write"),
    "convert_number": ("pr", "partialUpdateIdentity", "pr.identity.write"),
    "confirm_number": ("pr", "setIdentityStatus", "pr.identity.write"),
    "choose_reference": ("pr", "defineReference", "pr.reference.write"),
    "inactivate_number": ("pr", "setIdentityStatus", "pr.identity.write"),
    "find_by_number": ("pr", "findPersons", "pr.person.read"),
    "find_by_data": ("pr", "findPersons", "pr.person.read"),
    "read_person": ("pr", "readPerson", "pr.person.read"),
    "read_identities": ("pr", "readIdentities", "pr.identity.read"),
    "subscribe": ("notification", "subscribe", "notif.sub.write"),
}


def _person(outgoing: Outgoing) -> str:
    """The register's name for the person: the one it told us, else the one we registered her by (our identifier)."""
    return f"{PR}/v1/persons/{outgoing.fields.get('person_reference') or outgoing.person_id}"


def _identity(outgoing: Outgoing) -> str:
    return f"{_person(outgoing)}/identities/{outgoing.fields['identity_reference']}"


def _attributes(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a person, under OSIA's names; what is empty is not said."""
    known = {**fields, "nationality": (fields.get("nationalities") or [None])[0]}
    made: dict[str, Any] = {}
    for name, field in BY_NAME.items():
        value = known.get(name)
        if value not in (None, ""):
            made[field.osia] = value if isinstance(value, int) else field.osia_code(value)
    return {name: value for name, value in made.items() if value != ""}


def _split(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """OSIA's biographic and contextual data."""
    contextual = {BY_NAME[name].osia for name in CONTEXTUAL}
    made = _attributes(fields)
    return (
        {name: value for name, value in made.items() if name not in contextual},
        {name: value for name, value in made.items() if name in contextual},
    )


@operation(f"{AGENCY}.assign_number", WORDS)
def assign(outgoing: Outgoing) -> Request:
    return Request("POST", f"{UIN}/v1/uin", body=_attributes(outgoing.fields))


@operation(f"{AGENCY}.register_person", WORDS)
def register_person(outgoing: Outgoing) -> Request:
    """409: she is there already, which is as good."""
    return Request(
        "POST", _person(outgoing), body={"status": "ACTIVE", "physicalStatus": "ALIVE"}, answers=frozenset({409})
    )


@operation(f"{AGENCY}.register_identity", WORDS)
def register_identity(outgoing: Outgoing) -> Request:
    """A temporary number is an identity that is claimed, with the day until which it is valid. 409 is an answer: it is
    there already, or the CURP belongs to another file there."""
    biographic, contextual = _split(outgoing.fields)
    body = {
        "identityType": IDENTITY_TYPE,
        "status": CLAIMED,
        "biographicData": biographic,
        "contextualData": contextual,
    }
    return Request("POST", _identity(outgoing), body=body, answers=frozenset({409}))


@operation(f"{AGENCY}.renew_number", WORDS)
@operation(f"{AGENCY}.convert_number", WORDS)
def amend(outgoing: Outgoing) -> Request:
    """A merge patch (RFC 7396), which a CLAIMED identity takes: how long it is valid, or the paper it will rest on. The
    document asks for type and status in a patch too."""
    fields = {name: value for name, value in outgoing.fields.items() if name in CONTEXTUAL}
    body = {"identityType": IDENTITY_TYPE, "status": CLAIMED, "contextualData": _split(fields)[1]}
    return Request("PATCH", _identity(outgoing), body=body)


@operation(f"{AGENCY}.confirm_number", WORDS)
@operation(f"{AGENCY}.inactivate_number", WORDS)
def set_status(outgoing: Outgoing) -> Request:
    return Request("PUT", f"{_identity(outgoing)}/status", query={"status": str(outgoing.fields["number_status"])})


@operation(f"{AGENCY}.choose_reference", WORDS)
def choose_reference(outgoing: Outgoing) -> Request:
    return Request("PUT", f"{_identity(outgoing)}/reference")


@operation(f"{AGENCY}.find_by_number", WORDS)
@operation(f"{AGENCY}.find_by_data", WORDS)
def find(outgoing: Outgoing) -> Request:
    body = [
        {"attributeName": name, "operator": "=", "value": value} for name, value in _attributes(outgoing.fields).items()
    ]
    return Request("POST", f"{PR}/v1/persons", query={"group": "true", "limit": str(MOST)}, body=body)


@operation(f"{AGENCY}.read_person", WORDS)
def read_person(outgoing: Outgoing) -> Request:
    return Request("GET", _person(outgoing), answers=frozenset({404}))


@operation(f"{AGENCY}.read_identities", WORDS)
def read_identities(outgoing: Outgoing) -> Request:
    return Request("GET", f"{_person(outgoing)}/identities", answers=frozenset({404}))


def found(answer: Any) -> list[str]:
    """Whom a query found, by the register's own names. Raises NotUnderstood."""
    try:
        return [str(each["personId"]) for each in answer]
    except (TypeError, KeyError):
        raise NotUnderstood("the list of persons is not one") from None


def identities(person_reference: str, answer: Any, *, person: Any = None) -> list[Known]:
    """What the register says of somebody: one record for each identity. Raises NotUnderstood."""
    if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
        raise NotUnderstood("the list of identities is not one")
    dead = isinstance(person, dict) and person.get("physicalStatus") == "DEAD"
    return [
        Known(
            **read({**(each.get("biographicData") or {}), **(each.get("contextualData") or {})}, "osia"),
            person_reference=person_reference, identity_reference=str(each.get("identityId") or ""),
            identity_status=str(each.get("status") or ""), dead=dead,
        )
        for each in answer
    ]  # fmt: skip
