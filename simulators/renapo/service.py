"""The operations: `POST /v1/uin` (OSIA: generate a UIN) and the person and identity writes of OSIA's population registry.

`POST /v1/uin?transactionId=` with the attributes of a person answers a CURP as a JSON string. The same transaction
gets the same CURP; two people with the same root get different position 17.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from simulators.renapo import curp
from simulators.server import Refused, Request, Route
from simulators.store import Store

NAME = "SIMULADOR de RENAPO"
SEXES = {"F": "M", "M": "H", "X": "X"}  # Mujer, Hombre
STATUSES = {"CLAIMED", "VALID", "INVALID", "REVOKED"}


def routes(method: str, path: str) -> Route | None:
    if method == "POST" and path == "/v1/uin":
        return generate
    if method == "POST" and re.fullmatch(r"/v1/persons/[^/]+", path):
        return create_person
    if method == "POST" and re.fullmatch(r"/v1/persons/[^/]+/identities/[^/]+", path):
        return add_identity
    if method == "PUT" and re.fullmatch(r"/v1/persons/[^/]+/identities/[^/]+/status", path):
        return set_status
    return None


def generate(store: Store, request: Request) -> tuple[int, Any, str]:
    """A temporary CURP for the attributes in the body."""
    person = _attributes(request.body)

    def assign(_number: int) -> str:
        for differentiator in curp.differentiators(person["born"]):
            seventeen = person["root"] + differentiator
            if store.take(seventeen, request.key):
                return seventeen + curp.check_digit(seventeen)
        raise Refused(409, "no differentiator is left for this root: a person has to decide")

    answer, number = store.once(f"uin:{request.key}", assign)
    return 200, answer, f"RNP-{number:08d}"


def create_person(store: Store, request: Request) -> tuple[int, Any, str]:
    return _keep_once(store, request, {"status", "physicalStatus"})


def add_identity(store: Store, request: Request) -> tuple[int, Any, str]:
    if isinstance(request.body, dict) and request.body.get("status") not in STATUSES:
        raise Refused(400, "status is CLAIMED, VALID, INVALID or REVOKED")
    return _keep_once(store, request, {"identityType", "status"})


def set_status(store: Store, request: Request) -> tuple[int, Any, str]:
    if request.query.get("status") not in STATUSES:
        raise Refused(400, "status is CLAIMED, VALID, INVALID or REVOKED")
    _answer, number = store.once(f"{request.path}:{request.key}", lambda _n: None)
    return 204, None, f"RNP-{number:08d}"


def _keep_once(store: Store, request: Request, needed: set[str]) -> tuple[int, Any, str]:
    if not isinstance(request.body, dict) or not needed <= request.body.keys():
        raise Refused(400, f"needed: {', '.join(sorted(needed))}")
    owner, _number = store.once(f"owner:{request.path}", lambda _n: request.key)
    if owner != request.key:
        raise Refused(409, "it exists already")
    _answer, number = store.once(f"{request.path}:{request.key}", lambda _n: None)
    return 201, None, f"RNP-{number:08d}"


def _attributes(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refused(400, "attributes are a JSON object")
    try:
        born = dt.date.fromisoformat(str(body["birth_date"]))
        made = curp.root(
            str(body["given_names"]),
            str(body["first_surname"]),
            str(body.get("second_surname") or ""),
            born,
            SEXES[str(body["sex"])],
            str(body.get("birth_state") or curp.BORN_ABROAD),
        )
    except KeyError as error:
        raise Refused(422, f"missing or unknown: {error.args[0]}") from None
    except ValueError as error:
        raise Refused(422, str(error)) from None
    return {"born": born, "root": made}
