"""The register itself: persons, their identities and the numbers that were given, in SQLite.

A **person** (OSIA: status, physicalStatus) has **identities** (OSIA: biographic and contextual data with a status); a
CURP is an attribute of an identity. Numbers given by the UIN service stand in a table of their own: giving one makes
no person yet. Nothing is forgotten: a merged person keeps a line that says into whom.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from simulators.routing import Refused
from simulators.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS numbers (curp TEXT PRIMARY KEY, transaction_id TEXT NOT NULL, attributes TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS persons (id TEXT PRIMARY KEY, status TEXT NOT NULL, physical TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS merged (source TEXT PRIMARY KEY, target TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS identities (
    person TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL, curp TEXT, reference INTEGER NOT NULL,
    data TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, PRIMARY KEY (person, id));
CREATE UNIQUE INDEX IF NOT EXISTS one_holder ON identities (curp) WHERE curp IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS one_reference ON identities (person) WHERE reference;
"""
STATUSES = ("CLAIMED", "VALID", "INVALID", "REVOKED")
AFTER = {  # which status may follow which
    "CLAIMED": {"VALID", "INVALID", "REVOKED"},
    "VALID": {"INVALID", "REVOKED"},
    "INVALID": {"REVOKED"},
    "REVOKED": set(),
}
READ_ONLY = ("identityId", "createdDate", "updatedDate")
RENEWALS = 1  # of a temporary number (DOF 18-10-2021)


def ready(store: Store) -> Store:
    """The store with the register's tables."""
    store.use(SCHEMA)
    return store


def person(store: Store, person_id: str) -> dict[str, str]:
    """Raises Refused 404."""
    for row in store.rows("SELECT * FROM persons WHERE id = ?", person_id):
        return {"personId": row["id"], "status": row["status"], "physicalStatus": row["physical"]}
    raise Refused(404, "unknown person")


def identity(store: Store, person_id: str, identity_id: str) -> dict[str, Any]:
    """Raises Refused 404."""
    for row in store.rows("SELECT * FROM identities WHERE person = ? AND id = ?", person_id, identity_id):
        return _shown(row)
    raise Refused(404, "unknown identity")


def identities(store: Store, person_id: str) -> list[dict[str, Any]]:
    """Oldest first. Raises Refused 404 when there is no such person."""
    person(store, person_id)
    return [
        _shown(row) for row in store.rows("SELECT * FROM identities WHERE person = ? ORDER BY created, id", person_id)
    ]


def reference(store: Store, person_id: str) -> dict[str, Any]:
    """The identity that counts. Raises Refused 404 when none was chosen."""
    for row in store.rows("SELECT * FROM identities WHERE person = ? AND reference", person_id):
        return _shown(row)
    raise Refused(404, "no reference identity")


def everybody(store: Store) -> list[tuple[str, dict[str, Any], bool]]:
    """Every identity with its person and whether it is the reference, in a lasting order."""
    return [
        (row["person"], _shown(row), bool(row["reference"]))
        for row in store.rows("SELECT * FROM identities ORDER BY created, person, id")
    ]


def holder(store: Store, curp: str) -> tuple[str, dict[str, Any]]:
    """Whose identity a CURP belongs to. Raises Refused 404."""
    for row in store.rows("SELECT * FROM identities WHERE curp = ?", curp.strip().upper()):
        return row["person"], _shown(row)
    raise Refused(404, "unknown CURP")


def counts(store: Store) -> dict[str, int]:
    """How many numbers were asked for and given (seeds and corrections are not counted), persons, identities."""
    ready(store)
    asked = "SELECT count(*) AS n FROM numbers WHERE transaction_id NOT GLOB '*:*'"
    counted = {"numbers": asked, "persons": "SELECT count(*) AS n FROM persons", "identities":
               "SELECT count(*) AS n FROM identities"}  # fmt: skip
    return {name: int(store.rows(sql)[0]["n"]) for name, sql in counted.items()}


def add_person(store: Store, person_id: str, status: str = "ACTIVE", physical: str = "ALIVE") -> None:
    """Raises Refused 409 when the id is taken, also by a person who was merged into another."""
    taken = store.rows("SELECT 1 FROM merged WHERE source = ?", person_id)
    if taken or not store.run("INSERT OR IGNORE INTO persons VALUES (?, ?, ?)", person_id, status, physical):
        raise Refused(409, "this person exists already")


def add_identity(
    store: Store, person_id: str, identity_id: str, data: dict[str, Any], *, is_reference: bool = False
) -> None:
    """Raises Refused: 404 no such person, 409 the id is taken or the CURP belongs to another person."""
    if not store.rows("SELECT 1 FROM persons WHERE id = ?", person_id):
        raise Refused(400, "unknown person")  # the published document has no 404 here
    now = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    added = store.run(
        "INSERT OR IGNORE INTO identities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        person_id, identity_id, data["identityType"], data["status"], _curp(data), int(is_reference),
        json.dumps(_kept(data)), now, now,
    )  # fmt: skip
    if not added:
        raise Refused(409, "this identity exists already, or its CURP belongs to another")


def change_identity(store: Store, person_id: str, identity_id: str, data: dict[str, Any]) -> None:
    """Replace its data; only while it is CLAIMED. Raises Refused."""
    former = identity(store, person_id, identity_id)
    if former["status"] != "CLAIMED":
        raise Refused(403, "an identity is corrected only while it is CLAIMED")
    renewals = (data.get("contextualData") or {}).get("renewals", 0)
    if isinstance(renewals, int) and renewals > RENEWALS:
        raise Refused(403, "a temporary number is renewed once")
    _may_follow(former["status"], data["status"])
    try:
        _write(store, person_id, identity_id, data)
    except store.conflict:
        raise Refused(403, "the CURP belongs to another person") from None


def set_status(store: Store, person_id: str, identity_id: str, status: str) -> None:
    """Raises Refused: 400 no such status, 403 it cannot follow."""
    if status not in STATUSES:
        raise Refused(400, f"status is one of {', '.join(STATUSES)}")
    former = identity(store, person_id, identity_id)
    _may_follow(former["status"], status)
    _write(store, person_id, identity_id, {**former, "status": status})
    if status in ("INVALID", "REVOKED"):
        store.run("UPDATE identities SET reference = 0 WHERE person = ? AND id = ?", person_id, identity_id)


def set_reference(store: Store, person_id: str, identity_id: str) -> None:
    """Raises Refused 403 unless the identity is VALID."""
    if identity(store, person_id, identity_id)["status"] != "VALID":
        raise Refused(403, "only a VALID identity can be the reference")
    store.run("UPDATE identities SET reference = 0 WHERE person = ?", person_id)
    store.run("UPDATE identities SET reference = 1 WHERE person = ? AND id = ?", person_id, identity_id)


def merge(store: Store, target: str, source: str) -> None:
    """Everything of `source` becomes `target`'s. Raises Refused: 404, 409 when both have an identity of one id."""
    person(store, target)
    person(store, source)
    if target == source:
        raise Refused(400, "a person is not merged into herself")
    if store.rows(
        "SELECT 1 FROM identities a JOIN identities b ON a.id = b.id WHERE a.person = ? AND b.person = ?",
        target, source,
    ):  # fmt: skip
        raise Refused(409, "both have an identity with this id")
    store.run("UPDATE identities SET person = ?, reference = 0 WHERE person = ?", target, source)
    store.run("DELETE FROM persons WHERE id = ?", source)
    store.run("INSERT INTO merged VALUES (?, ?)", source, target)


def move(store: Store, target: str, source: str, identity_id: str) -> None:
    """One identity becomes `target`'s. Raises Refused: 404, 409."""
    person(store, target)
    identity(store, source, identity_id)
    if target != source and store.rows("SELECT 1 FROM identities WHERE person = ? AND id = ?", target, identity_id):
        raise Refused(409, "it has an identity with this id")
    store.run(
        "UPDATE identities SET person = ?, reference = 0 WHERE person = ? AND id = ?", target, source, identity_id
    )


def new_id() -> str:
    return uuid.uuid4().hex


def _may_follow(former: str, status: str) -> None:
    if status != former and status not in AFTER[former]:
        raise Refused(403, f"{status} does not follow {former}")


def _write(store: Store, person_id: str, identity_id: str, data: dict[str, Any]) -> None:
    store.run(
        "UPDATE identities SET type = ?, status = ?, curp = ?, data = ?, updated = ? WHERE person = ? AND id = ?",
        data["identityType"], data["status"], _curp(data), json.dumps(_kept(data)),
        dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"), person_id, identity_id,
    )  # fmt: skip


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in READ_ONLY}


def _shown(row: Any) -> dict[str, Any]:
    data = json.loads(row["data"])
    return {**data, "identityId": row["id"], "createdDate": row["created"], "updatedDate": row["updated"]}


def _curp(data: dict[str, Any]) -> str | None:
    value = (data.get("biographicData") or {}).get("curp")
    return value if isinstance(value, str) and value else None
