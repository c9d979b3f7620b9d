"""OSIA's third-party services: is she who she says, and what an agreement lets a partner know of her."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from acogida.certificates.issuing import public_url
from acogida.exchange.actions import answer
from acogida.partners import signing
from acogida.partners.oauth import limits
from acogida.partners.oauth.scopes import IDENTIFY, NAME, READ, VERIFY, purpose_of, set_scope
from acogida.partners.osia import identifying, names
from acogida.partners.osia.finding import IDENTIFIER, TYPES, UIN, Holder, holder
from acogida.partners.osia.serving import UNKNOWN, Call, Problem, address, operation

FITS, FITS_NOT = 0, 1  # verificationCode
WORDS = {FITS: "all attributes fit", FITS_NOT: "not all attributes fit"}
PROOF_SECONDS = 86_400


@operation("verify", VERIFY, query="identifierType verificationProofRequired")
def verify(call: Call, identifier: str) -> dict[str, Any]:
    """Whether all of what the partner says of somebody fits. It learns yes or no, and with a yes a signed proof of it."""
    kind = _kind(call, identifier)
    proof = call.choice("verificationProofRequired", ("true", "false"), "true") == "true"
    claimed = biographic(call.body())
    agreement = call.allow(VERIFY)
    fields = _covered(names.fields_of(claimed), agreement)
    guesses = ("guesses", call.client.pk, kind, identifier)
    if limit := limits.reached([(limits.GUESSES, guesses)]):
        headers = limits.Count(limit, limit.most + 1).headers()
        raise Problem(429, "too many attributes that did not fit, or nobody, for this identifier", headers)
    try:
        found, _body = _told(call, VERIFY, holder(kind, identifier), fields)
        fit = all(names.fits(f := names.BIOGRAPHIC[name], value, found.known(f)) for name, value in claimed.items())
    except Problem:
        limits.count(limits.GUESSES, *guesses)
        raise
    if not fit:
        limits.count(limits.GUESSES, *guesses)
    code = FITS if fit else FITS_NOT
    said: dict[str, Any] = {"verificationCode": code, "verificationMessage": WORDS[code]}
    return {**said, "verificationProof": _proof(call, sorted(claimed))} if fit and proof else said


@operation("readAttributeSet", query="identifierType")
def read_attribute_set(call: Call, attributeSetName: str, identifier: str) -> dict[str, Any]:
    """What the agreement for that set lists."""
    if not NAME.fullmatch(attributeSetName):
        raise Problem(400, "a set's name has capitals, digits and _")
    scope = set_scope(attributeSetName)
    agreement = call.allow(scope)
    kind = _kind(call, identifier)
    assert agreement is not None  # a set's scope needs one
    found, body = _told(call, scope, holder(kind, identifier), set(agreement.fields) & ANSWERABLE)
    return names.attribute_set(body, found.sentence, found.zone)


@operation("readAttributes", READ, query="identifierType")
def read_attributes(call: Call, identifier: str) -> dict[str, Any]:
    """What the partner asks for by name, if the agreement lists all of it."""
    kind = _kind(call, identifier)
    wanted = _wanted(call.body())
    fields = _covered(names.fields_of(wanted), call.allow(READ))
    found, body = _told(call, READ, holder(kind, identifier), fields)
    return names.attribute_set(body, found.sentence, found.zone)


@operation("identify", IDENTIFY)
def identify(call: Call) -> HttpResponse:
    """Who is this? Searched by the worker; the partner fetches what was found. The same transactionId is the same
    question."""
    agreement = call.allow(IDENTIFY)
    content = call.body()
    if not isinstance(content, dict) or set(content) != {"attributeSet", "outputAttributeSetName"}:
        raise Problem(400, "the body has attributeSet and outputAttributeSetName")
    claimed, output = biographic(content["attributeSet"]), content["outputAttributeSetName"]
    if not isinstance(output, str) or not NAME.fullmatch(output):
        raise Problem(400, "outputAttributeSetName has capitals, digits and _")
    if missing := [name for name in identifying.NEEDED if not claimed.get(name)]:
        raise Problem(400, f"to look for somebody these are needed: {', '.join(missing)}")
    if not identifying.is_date(claimed["dateOfBirth"]):
        raise Problem(400, "dateOfBirth is YYYY-MM-DD")
    _covered(names.fields_of(claimed), agreement)
    wanted = call.allow(set_scope(output))
    assert wanted is not None
    try:
        task = identifying.ask(call.client, call.transaction, call.asked_sha256, claimed, set_scope(output))
    except identifying.AnotherQuestion:
        raise Problem(409, "this transactionId was used for another question") from None
    return HttpResponse(json.dumps({"taskId": str(task.pk)}), status=202, content_type="application/json")


@operation("readIdentifyResult", IDENTIFY)
def read_identify_result(call: Call, taskID: str) -> Any:
    """What was found; nothing (204) while it is being looked for."""
    task = identifying.fetch(call.client, taskID)
    if task is None:
        raise Problem(404, "no such task of this client; answers are kept for a day")
    return identifying.found(task) if task.done_at else None


ANSWERABLE = {*names.BIOGRAPHIC.values(), *names.CREDENTIAL.values()}
verify_view = address(POST=verify)
attribute_set_view = address(GET=read_attribute_set)
attributes_view = address(POST=read_attributes)
identify_view = address(POST=identify)
identify_result_view = address(GET=read_identify_result)


def biographic(content: Any) -> dict[str, Any]:
    """The attributes of an AttributeSet that a partner sends. Raises Problem 400."""
    if not isinstance(content, dict) or set(content) != {"biographicData"}:
        raise Problem(400, "an attribute set has biographicData, and nothing else")
    claimed = content["biographicData"]
    if not isinstance(claimed, dict) or not claimed or set(claimed) - set(names.VERIFIABLE):
        raise Problem(400, f"biographicData has some of: {', '.join(names.VERIFIABLE)}")
    if any(not isinstance(value, str) or len(value) > 200 for value in claimed.values()):
        raise Problem(400, "attributes are texts of up to 200 characters")
    return claimed


def _wanted(content: Any) -> set[str]:
    if not isinstance(content, dict) or set(content) - {"outputBiographicData", "outputCredentialData"}:
        raise Problem(400, "outputBiographicData and outputCredentialData can be asked for")
    person, credentials = content.get("outputBiographicData", []), content.get("outputCredentialData", [])
    if not _among(person, names.BIOGRAPHIC) or not isinstance(credentials, list):
        raise Problem(400, f"outputBiographicData lists some of: {', '.join(names.BIOGRAPHIC)}")
    wanted = set(person)
    for each in credentials:
        if not isinstance(each, dict) or set(each) - {"credentialType", "credentialDataFields"}:
            raise Problem(400, "outputCredentialData lists objects with credentialType and credentialDataFields")
        if each.get("credentialType", names.CREDENTIAL_TYPE) != names.CREDENTIAL_TYPE:
            raise Problem(400, f"credentialType is {names.CREDENTIAL_TYPE}")
        if not _among(each.get("credentialDataFields"), names.CREDENTIAL):
            raise Problem(400, f"credentialDataFields lists some of: {', '.join(names.CREDENTIAL)}")
        wanted |= set(each["credentialDataFields"])
    if not wanted:
        raise Problem(400, "say what is asked for")
    return wanted


def _among(listed: Any, known: Any) -> bool:
    return isinstance(listed, list) and all(isinstance(each, str) and each in known for each in listed)


def _kind(call: Call, identifier: str) -> str:
    kind = call.choice("identifierType", TYPES, UIN)
    if not IDENTIFIER.fullmatch(identifier):
        raise Problem(400, "an identifier has 5 to 40 capitals, digits and hyphens")
    return kind


def _covered(fields: set[str], agreement: Any) -> set[str]:
    """The fields, when the agreement lists all of them; else Problem 403."""
    if missing := names.uncovered(fields, agreement.fields):
        raise Problem(403, f"the agreement does not cover: {', '.join(missing)}")
    return fields


def _told(call: Call, scope: str, found: Holder | None, fields: set[str]) -> tuple[Holder, dict[str, Any]]:
    """What the gateway lets the partner know of somebody. Raises Problem 404, whatever the reason."""
    if found is None:
        raise Problem(404, UNKNOWN)
    purpose = purpose_of(scope)
    assert purpose is not None
    answered = answer(
        call.agency, purpose, found.person.pk, found.attributes(fields), countries=found.countries,
        office=found.person.office, asked_sha256=call.asked_sha256, read=call.allow(scope),
    )  # fmt: skip
    if not answered.allowed:
        raise Problem(404, UNKNOWN)
    call.headers["Receipt"] = str(answered.row.pk)
    return found, answered.body


def _proof(call: Call, attributes: list[str]) -> str:
    """That we have confirmed what this question said, to this client: a signed token without anything about anybody."""
    now = int(timezone.now().timestamp())
    claims = {
        "iss": public_url(), "aud": call.client_id, "iat": now, "exp": now + PROOF_SECONDS,
        "jti": call.headers["Receipt"], "verified": attributes, "asked_sha256": call.asked_sha256,
    }  # fmt: skip
    return signing.compact({"typ": "verification+jwt"}, claims)
