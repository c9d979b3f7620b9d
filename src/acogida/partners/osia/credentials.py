"""OSIA's credential services, as far as partners need them: is this certificate good today?

A credential's id is its number: whoever has the paper can ask about it, and nobody can walk through the others. Ended
certificates are told of too, which is what the question is for; of whom they are, only a reference that means nothing to
anybody else (`references`).
"""

from __future__ import annotations

from typing import Any

from acogida.accounts import authority
from acogida.certificates.models import Certificate
from acogida.exchange.actions import answer
from acogida.exchange.messages import Attributes
from acogida.partners.oauth.scopes import CREDENTIALS, PURPOSES
from acogida.partners.osia import names
from acogida.partners.osia.finding import IDENTIFIER, STATUS, Holder, open_persons, zone_of
from acogida.partners.osia.serving import UNKNOWN, Call, Problem, address, operation
from acogida.partners.references import reference_for

NEEDED = frozenset({"person_reference", "certificate_number", "certificate_kind", "certificate_status"})
FIELDS = NEEDED | {"issued_on", "valid_until"}
OPTIONAL = ("credentialNumber", "issuedDate", "expiryDate", "issuingAuthority", "others")
REQUIRED = ("credentialId", "status", "personId", "credentialProfileId")
MOST = 100


@operation("findCredentials", CREDENTIALS, query="attributes offset limit")
def find(call: Call) -> list[dict[str, Any]]:
    """The certificates of these numbers, as many as there are: an empty list where there is none."""
    chosen = _attributes(call)
    offset, limit = call.number("offset", 0, 1_000_000), call.number("limit", MOST, MOST)
    found = (_said(call, number, chosen) for number in _numbers(call.body()))
    return [each for each in found if each is not None][offset : offset + limit]


@operation("readCredential", CREDENTIALS, query="attributes")
def read(call: Call, credentialId: str) -> dict[str, Any]:
    """One certificate, whatever became of it."""
    chosen = _attributes(call)
    if not IDENTIFIER.fullmatch(credentialId):
        raise Problem(400, "a credential's id is the number on the certificate")
    said = _said(call, credentialId, chosen)
    if said is None:
        raise Problem(404, UNKNOWN)
    return said


find_view = address(POST=find)
read_view = address(GET=read)


def _said(call: Call, number: str, chosen: set[str]) -> dict[str, Any] | None:
    """What may be said of the certificate of a number."""
    agreement = call.allow(CREDENTIALS)
    assert agreement is not None  # this scope needs one
    if missing := NEEDED - set(agreement.fields):
        raise Problem(403, f"the agreement does not cover: {', '.join(sorted(missing))}")
    rows = Certificate.objects.filter(number=number, person__in=open_persons())
    certificate = next(iter(rows.select_related("person", "office").order_by()[:1]), None)  # a number is given once
    if certificate is None:
        return None
    holder = Holder(certificate.person)
    if holder.hidden:
        return None
    everything = {
        "person_reference": reference_for(call.agency, certificate.person_id), "certificate_number": certificate.number,
        "certificate_kind": certificate.kind, "certificate_status": STATUS[certificate.status],
        "issued_on": certificate.issued_on, "valid_until": certificate.valid_until,
    }  # fmt: skip
    said: dict[str, Any] = {name: value for name, value in everything.items() if name in agreement.fields}
    answered = answer(
        call.agency, PURPOSES[CREDENTIALS], certificate.person_id, Attributes(**said), countries=holder.countries,
        office=certificate.office, asked_sha256=call.asked_sha256, read=agreement,
    )  # fmt: skip
    if not answered.allowed:
        return None
    call.headers["Receipt"] = str(answered.row.pk)
    return _credential(answered.body, certificate, chosen)


def _credential(body: dict[str, Any], certificate: Certificate, chosen: set[str]) -> dict[str, Any]:
    """OSIA's CredentialData in the credential services, where it has a profile and no type."""
    data = names.credential_data(body, zone_of(certificate.office))
    data.pop("credentialType")
    data |= {
        "credentialId": body["certificate_number"], "personId": body["person_reference"],
        "credentialProfileId": body["certificate_kind"], "issuingAuthority": authority.short_name(),
    }  # fmt: skip
    return {name: value for name, value in data.items() if name in chosen or name in (*REQUIRED, "statusOther")}


def _attributes(call: Call) -> set[str]:
    """Which optional attributes are wanted; all of them where none is named."""
    wanted = call.request.GET.getlist("attributes")
    if unknown := set(wanted) - {*OPTIONAL, *REQUIRED}:
        raise Problem(400, f"no such attributes: {len(unknown)}; there are {', '.join((*REQUIRED, *OPTIONAL))}")
    return set(wanted) or set(OPTIONAL)


def _numbers(content: Any) -> list[str]:
    if not isinstance(content, list) or not 1 <= len(content) <= MOST:
        raise Problem(400, f"the body lists 1 to {MOST} expressions")
    for each in content:
        if not isinstance(each, dict) or set(each) != {"attributeName", "operator", "value"}:
            raise Problem(400, "an expression has attributeName, operator and value")
        if (each["attributeName"], each["operator"]) != ("credentialNumber", "="):
            raise Problem(400, "credentials are found by credentialNumber = only")
        if not isinstance(each["value"], str) or not IDENTIFIER.fullmatch(each["value"]):
            raise Problem(400, "a credentialNumber has 5 to 40 capitals, digits and hyphens")
    return list(dict.fromkeys(each["value"] for each in content))
