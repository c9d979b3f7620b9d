"""Whether a body is what the published documents say: the parts of OSIA's schemas this register reads, by hand."""

from __future__ import annotations

from typing import Any

from simulators.routing import Refused

PERSON = {"personId": str, "status": ("ACTIVE", "INACTIVE"), "physicalStatus": ("ALIVE", "DEAD")}
IDENTITY = {
    "identityId": str, "identityType": str, "status": ("CLAIMED", "VALID", "INVALID", "REVOKED"), "createdDate": str,
    "updatedDate": str, "galleries": list, "clientData": str, "contextualData": object, "biographicData": object,
    "biometricData": list, "documentData": list, "encryption": dict, "integrity": list,
}  # fmt: skip
OPERATORS = ("<", ">", "=", ">=", "<=", "!=")
EXPRESSION = {"attributeName": str, "operator": OPERATORS, "value": (str, int, float, bool)}
NOT_KEPT = ("biometricData", "encryption", "integrity", "clientData", "galleries")  # of an identity
DOCUMENT_TYPES = ("ID_CARD", "PASSPORT", "INVOICE", "BIRTH_CERTIFICATE", "FORM", "OTHER")


def person(body: Any) -> dict[str, str]:
    """OSIA's Person. Raises Refused 400."""
    return _object(body, PERSON, ("status", "physicalStatus"))


def identity(body: Any) -> dict[str, Any]:
    """OSIA's Identity, as far as this register keeps one: no biometrics. Raises Refused 400."""
    made = _object(body, IDENTITY, ("identityType", "status"))
    if held := [name for name in NOT_KEPT if name in made]:
        raise Refused(400, f"this register does not keep {', '.join(held)}")
    for name in ("contextualData", "biographicData"):
        if name in made and not isinstance(made[name], dict):
            raise Refused(400, f"{name} is an object")
    for document in made.get("documentData", []):
        if not isinstance(document, dict) or document.get("documentType") not in DOCUMENT_TYPES:
            raise Refused(400, "documentType is missing or not one that is known")
        parts = document.get("parts")
        if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
            raise Refused(400, "a document has parts")
        if set(document) - {"documentType", "documentTypeOther", "instance", "parts", "integrity"}:
            raise Refused(400, "a document has no such property")
    return made


def expressions(body: Any, operators: tuple[str, ...] = OPERATORS) -> list[dict[str, Any]]:
    """OSIA's Expressions. Raises Refused 400."""
    if not isinstance(body, list):
        raise Refused(400, "expressions are a list")
    found = [_object(each, EXPRESSION, tuple(EXPRESSION)) for each in body]
    if not all(each["operator"] in operators for each in found):
        raise Refused(400, "this operator is not known here")
    return found


def attributes(body: Any) -> dict[str, Any]:
    """OSIA's Attributes: a flat object. Raises Refused 400."""
    if not isinstance(body, dict) or not all(isinstance(value, str | int | float) for value in body.values()):
        raise Refused(400, "attributes are an object of strings, numbers and truth values")
    return body


def holds(data: dict[str, Any], expression: dict[str, Any]) -> bool:
    """Whether one attribute answers to an expression; capitals make no difference, a missing one answers to none."""
    known, wanted = data.get(expression["attributeName"]), expression["value"]
    if known is None:
        return False
    if isinstance(known, str) and isinstance(wanted, str):
        known, wanted = known.upper(), wanted.upper()
    elif isinstance(known, str) or isinstance(wanted, str):
        return bool(expression["operator"] == "!=")
    order = (known > wanted) - (known < wanted)
    return {
        "<": order < 0, ">": order > 0, "=": order == 0, ">=": order >= 0, "<=": order <= 0, "!=": order != 0,
    }[expression["operator"]]  # fmt: skip


def _object(body: Any, shape: dict[str, Any], needed: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refused(400, "an object is needed")
    if missing := [name for name in needed if name not in body]:
        raise Refused(400, f"missing: {', '.join(missing)}")
    for name, value in body.items():
        if name not in shape:
            raise Refused(400, "there is no such property")
        wanted = shape[name]
        if isinstance(wanted, tuple) and isinstance(wanted[0], str):
            fits = isinstance(value, str) and value in wanted
        else:
            fits = isinstance(value, wanted)
        if not fits:
            raise Refused(400, f"{name} is not what it has to be")
    return body
