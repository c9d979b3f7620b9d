"""OSIA's population registry (pr.yaml), below `/pr`. Not served: galleries (a gallery is of biometrics, which are not
kept here) and the deletion of persons and identities (a population register does not forget; it revokes)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulators.renapo import checking, events, registry
from simulators.routing import Refused, Request, Route
from simulators.store import Store

MOST = 1000


def find_persons(store: Store, request: Request) -> tuple[int, Any, str]:
    """Who answers to every expression with one identity. REVOKED identities are asked too: they are how an old number is
    found; without any expression nobody is."""
    wanted = checking.expressions(request.body)
    offset, limit = request.whole("offset", 0), request.whole("limit", 100)
    group, reference_only = request.yes("group"), request.yes("reference")
    if "gallery" in request.query or not wanted:
        return 200, [], ""
    found: list[dict[str, str]] = []
    for person_id, identity, is_reference in registry.everybody(registry.ready(store)):
        data = identity.get("biographicData") or {}
        if (reference_only and not is_reference) or not all(checking.holds(data, each) for each in wanted):
            continue
        hit = {"personId": person_id} if group else {"personId": person_id, "identityId": identity["identityId"]}
        if hit not in found:
            found.append(hit)
    return 200, found[offset : offset + min(limit, MOST)], ""


def read_person(store: Store, request: Request) -> tuple[int, Any, str]:
    return 200, registry.person(registry.ready(store), request["personId"]), ""


def create_person(store: Store, request: Request) -> tuple[int, Any, str]:
    made = checking.person(request.body)
    return _once(
        store, request, 201,
        lambda: registry.add_person(store, request["personId"], made["status"], made["physicalStatus"]),
    )  # fmt: skip


def update_person(store: Store, request: Request) -> tuple[int, Any, str]:
    made = checking.person(request.body)

    def write() -> None:
        former = registry.person(store, request["personId"])
        store.run(
            "UPDATE persons SET status = ?, physical = ? WHERE id = ?",
            made["status"], made["physicalStatus"], request["personId"],
        )  # fmt: skip
        if made["physicalStatus"] == "DEAD" and former["physicalStatus"] == "ALIVE":
            events.death(store, request["personId"])

    return _once(store, request, 204, write)


def merge(store: Store, request: Request) -> tuple[int, Any, str]:
    def write() -> None:
        registry.merge(store, request["personIdTarget"], request["personIdSource"])
        events.duplicate(store, request["personIdTarget"], request["personIdSource"])

    return _once(store, request, 204, write)


def move(store: Store, request: Request) -> tuple[int, Any, str]:
    return _once(
        store, request, 204,
        lambda: registry.move(store, request["personIdTarget"], request["personIdSource"], request["identityId"]),
    )  # fmt: skip


def read_identities(store: Store, request: Request) -> tuple[int, Any, str]:
    return 200, registry.identities(registry.ready(store), request["personId"]), ""


def read_identity(store: Store, request: Request) -> tuple[int, Any, str]:
    return 200, registry.identity(registry.ready(store), request["personId"], request["identityId"]), ""


def read_reference(store: Store, request: Request) -> tuple[int, Any, str]:
    return 200, registry.reference(registry.ready(store), request["personId"]), ""


def create_identity(store: Store, request: Request) -> tuple[int, Any, str]:
    """With an id of the register's own."""
    made = checking.identity(request.body)
    registry.ready(store)

    def write(_number: int) -> str:
        identity_id = registry.new_id()
        registry.add_identity(store, request["personId"], identity_id, made)
        return identity_id

    identity_id, number = store.once(f"{request.path}:{request.key}", write)
    return 200, {"identityId": identity_id}, _receipt(number)


def create_identity_with_id(store: Store, request: Request) -> tuple[int, Any, str]:
    made = checking.identity(request.body)
    return _once(
        store, request, 201,
        lambda: registry.add_identity(store, request["personId"], request["identityId"], made),
    )  # fmt: skip


def update_identity(store: Store, request: Request) -> tuple[int, Any, str]:
    made = checking.identity(request.body)
    return _once(
        store, request, 204,
        lambda: registry.change_identity(store, request["personId"], request["identityId"], made),
    )  # fmt: skip


def update_identity_partly(store: Store, request: Request) -> tuple[int, Any, str]:
    """RFC 7396: what is given replaces, null removes, objects are gone into. (The document asks for the required
    properties of a whole identity here too; its examples leave them out. Both are taken.)"""
    if not isinstance(request.body, dict):
        raise Refused(400, "an object is needed")
    registry.ready(store)

    def write() -> None:
        former = registry.identity(store, request["personId"], request["identityId"])
        whole = {name: value for name, value in former.items() if name not in registry.READ_ONLY}
        registry.change_identity(
            store, request["personId"], request["identityId"], checking.identity(_patched(whole, request.body))
        )

    checking.identity(
        {"identityType": "", "status": "CLAIMED", **{k: v for k, v in request.body.items() if v is not None}}
    )
    return _once(store, request, 204, write)


def set_status(store: Store, request: Request) -> tuple[int, Any, str]:
    status = _needed(request, "status")
    return _once(
        store, request, 204,
        lambda: registry.set_status(store, request["personId"], request["identityId"], status),
    )  # fmt: skip


def set_reference(store: Store, request: Request) -> tuple[int, Any, str]:
    return _once(
        store, request, 204,
        lambda: registry.set_reference(store, request["personId"], request["identityId"]),
    )  # fmt: skip


def _patched(whole: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    made = dict(whole) if isinstance(whole, dict) else {}
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = _patched(made.get(name), value)
    return made


def _once(store: Store, request: Request, status: int, write: Callable[[], None]) -> tuple[int, Any, str]:
    """A transaction that comes again changes nothing again. Its key counts with method and path."""
    registry.ready(store)
    _nothing, number = store.once(f"{request.method} {request.path}:{request.key}", lambda _number: write())
    return status, None, _receipt(number)


def _needed(request: Request, name: str) -> str:
    if name not in request.query:
        raise Refused(400, f"{name} is missing")
    return request.query[name]


def _receipt(number: int) -> str:
    return f"RNP-{number:08d}"


ONE, IDENTITIES = "/v1/persons/{personId}", "/v1/persons/{personId}/identities"
IDENTITY = f"{IDENTITIES}/{{identityId}}"
TWO = "/v1/persons/{personIdTarget}"

routes = (
    Route("POST", "/v1/persons", find_persons, "pr.person.read"),
    Route("POST", ONE, create_person, "pr.person.write"),
    Route("GET", ONE, read_person, "pr.person.read"),
    Route("PUT", ONE, update_person, "pr.person.write"),
    Route("POST", f"{TWO}/merge/{{personIdSource}}", merge, "pr.person.write"),
    Route("GET", IDENTITIES, read_identities, "pr.identity.read"),
    Route("POST", IDENTITIES, create_identity, "pr.identity.write"),
    Route("POST", IDENTITY, create_identity_with_id, "pr.identity.write"),
    Route("GET", IDENTITY, read_identity, "pr.identity.read"),
    Route("PUT", IDENTITY, update_identity, "pr.identity.write"),
    Route("PATCH", IDENTITY, update_identity_partly, "pr.identity.write"),
    Route("POST", f"{TWO}/move/{{personIdSource}}/identities/{{identityId}}", move, "pr.identity.write"),
    Route("PUT", f"{IDENTITY}/status", set_status, "pr.identity.write"),
    Route("PUT", f"{IDENTITY}/reference", set_reference, "pr.reference.write"),
    Route("GET", f"{ONE}/reference", read_reference, "pr.reference.read"),
)
