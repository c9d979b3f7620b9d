"""OSIA's data access (dataaccess.yaml), below `/data`: attributes of whoever holds a CURP. Not served: `readDocument`
(this register issues no documents)."""

from __future__ import annotations

from typing import Any

from simulators.renapo import checking, registry
from simulators.routing import Refused, Request, Route
from simulators.store import Store

UNKNOWN_ATTRIBUTE = 1023  # the code of the published example
PAGING = {"names", "offset", "limit", "transactionId"}


def query(store: Store, request: Request) -> tuple[int, Any, str]:
    """Who answers to all attributes: their CURPs, or the named attributes of each. 404 when nobody does."""
    wanted = {name: value for name, value in request.query.items() if name not in PAGING}
    offset, limit = request.whole("offset", 0), request.whole("limit", 100)
    if not wanted:
        raise Refused(400, "name at least one attribute")
    found = []
    for _person, identity, _reference in registry.everybody(registry.ready(store)):
        data = known(identity)
        if data.get("curp") and all(str(data.get(n, "")).upper() == v.upper() for n, v in wanted.items()):
            found.append(data)
    found = found[offset : offset + limit]
    if not found:
        raise Refused(404, "nobody")
    names = request.repeated.get("names") or []
    return 200, [_named(data, names) if names else data["curp"] for data in found], ""


def read(store: Store, request: Request) -> tuple[int, Any, str]:
    names = request.repeated.get("attributeNames")
    if not names:
        raise Refused(400, "attributeNames is missing")
    return 200, _named(_holder(store, request), names), ""


def match(store: Store, request: Request) -> tuple[int, Any, str]:
    """What does not match, without saying what is known: 0 the attribute does not exist, 1 it is another."""
    given, data = checking.attributes(request.body), _holder(store, request)
    wrong = [
        {"attributeName": name, "errorCode": int(name in data)}
        for name, value in given.items()
        if name not in data or str(data[name]).upper() != str(value).upper()
    ]
    return 200, wrong, ""


def verify(store: Store, request: Request) -> tuple[int, Any, str]:
    wanted = checking.expressions(request.body, ("<", ">", "=", ">=", "<="))
    data = _holder(store, request)
    return 200, all(checking.holds(data, each) for each in wanted), ""


def known(identity: dict[str, Any]) -> dict[str, Any]:
    """The flat attributes of an identity, with its state in the register."""
    context = identity.get("contextualData") or {}
    state = {name: context[name] for name in ("statusCurp", "replacedBy") if name in context}
    return {**(identity.get("biographicData") or {}), **state}


def _holder(store: Store, request: Request) -> dict[str, Any]:
    return known(registry.holder(registry.ready(store), request["uin"])[1])


def _named(data: dict[str, Any], names: list[str]) -> dict[str, Any]:
    missing = {"code": UNKNOWN_ATTRIBUTE, "message": "Unknown attribute name"}
    return {name: data.get(name, missing) for name in names}


routes = (
    Route("GET", "/v1/persons", query, "pr.person.read", keyed=False),
    Route("GET", "/v1/persons/{uin}", read, "pr.person.read", keyed=False),
    Route("POST", "/v1/persons/{uin}/match", match, "pr.person.match", keyed=False),
    Route("POST", "/v1/persons/{uin}/verify", verify, "pr.person.verify", keyed=False),
)
