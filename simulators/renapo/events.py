"""What happens to people in the register, told to whoever subscribed. Messages carry numbers and references, no names."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from simulators import notifying
from simulators.renapo import numbering, registry
from simulators.routing import Refused
from simulators.store import Store

DEATH, CHANGE, DUPLICATE = "DEATH", "CHANGE", "DUPLICATE"
TOPICS = (DEATH, CHANGE, DUPLICATE)


def death(store: Store, person_id: str) -> None:
    """Everybody's numbers become those of a dead person (statusCurp BD), and it is told."""
    store.run("UPDATE persons SET physical = 'DEAD' WHERE id = ?", person_id)
    for identity in registry.identities(store, person_id):
        _mark(store, person_id, identity, {"statusCurp": "BD"})
        _tell(store, DEATH, person_id, identity, deceasedOn=dt.datetime.now(dt.UTC).date().isoformat())


def duplicate(store: Store, target: str, source: str) -> None:
    """Two files were one person: told with both references."""
    for identity in registry.identities(store, target):
        _tell(store, DUPLICATE, target, identity, duplicateOf=source)


def change(store: Store, value: str, attributes: dict[str, Any]) -> str:
    """Data that enter the number are corrected: another CURP, the former one marked as changed (RCC). Returns the new one."""
    person_id, identity = registry.holder(store, value)
    data = {**(identity.get("biographicData") or {}), **attributes}
    new = numbering.assign(store, data, f"change:{value}")
    if new == value:
        raise Refused(400, "these data give the same number")
    _mark(store, person_id, identity, {"statusCurp": "RCC", "replacedBy": new})
    context = {**(identity.get("contextualData") or {}), "statusCurp": "AN", "replaces": value}
    kept = {
        "identityType": identity["identityType"], "status": identity["status"], "contextualData": context,
        "biographicData": {**data, "curp": new},
    }  # fmt: skip
    was_reference = bool(
        store.rows(
            "SELECT 1 FROM identities WHERE person = ? AND id = ? AND reference", person_id, identity["identityId"]
        )
    )
    if was_reference:
        store.run("UPDATE identities SET reference = 0 WHERE person = ?", person_id)
    registry.add_identity(store, person_id, registry.new_id(), kept, is_reference=was_reference)
    changed = sorted(
        name for name, given in attributes.items() if (identity.get("biographicData") or {}).get(name) != given
    )
    _tell(store, CHANGE, person_id, identity, newCurp=new, changed=changed)
    return new


def _mark(store: Store, person_id: str, identity: dict[str, Any], marks: dict[str, Any]) -> None:
    kept = {name: value for name, value in identity.items() if name not in registry.READ_ONLY}
    kept["contextualData"] = {**(kept.get("contextualData") or {}), **marks}
    store.run(
        "UPDATE identities SET data = ? WHERE person = ? AND id = ?",
        json.dumps(kept),
        person_id,
        identity["identityId"],
    )


def _tell(store: Store, topic: str, person_id: str, identity: dict[str, Any], **more: Any) -> None:
    message = {
        "event": topic, "personId": person_id, "identityId": identity["identityId"],
        "curp": (identity.get("biographicData") or {}).get("curp", ""), **more,
    }  # fmt: skip
    notifying.publish_to(store, topic, json.dumps(message), subject=topic)
