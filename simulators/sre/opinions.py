"""`POST /v1/opinions` with a country and a reference, nothing else; the answer is told after a while (`OPINION`), or never.

Switches: `opinion_delay` (seconds; below 0: only by switch), `silence_rate` (share of requests never answered); `POST
/_simulator/answer` {"reference", "text"} answers what waits, {"none": true} with that there is no information.
"""

from __future__ import annotations

import json
import random
import re
import time
from typing import Any

from simulators import notifying
from simulators.agency import body_of, receipt
from simulators.routing import Refused, Request, Route
from simulators.server import Simulator
from simulators.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS opinions (reference TEXT PRIMARY KEY, country TEXT NOT NULL, state TEXT NOT NULL,
    asked REAL NOT NULL);
"""
TOPIC, DELAY = "OPINION", 30.0
TEXT = "Opinión de ejemplo de un simulador: no dice nada de ningún país."


def ask(store: Store, request: Request) -> tuple[int, Any, str]:
    """A receipt. Anything that could be about a person is refused."""
    body = body_of(request, ("opinion_reference", "country", "asked_on", "office"))
    if not re.fullmatch("[A-Z]{2}", str(body["country"])):
        raise Refused(422, "country is an ISO 3166-1 code")
    store.use(SCHEMA)
    answered = receipt(store, "SRE", "opinion", request, {})
    silent = random.random() < request.quirks.get("silence_rate", 0.0)
    store.run(
        "INSERT OR IGNORE INTO opinions VALUES (?, ?, ?, ?)", body["opinion_reference"], body["country"],
        "silent" if silent else "waiting", time.time(),
    )  # fmt: skip
    return answered


def answer_due(simulator: Simulator) -> None:
    delay = simulator.quirks["opinion_delay"]
    if delay >= 0:
        for row in _waiting(simulator.store):
            if row["asked"] + delay <= time.time():
                _tell(simulator.store, row["reference"], TEXT)


def answer(simulator: Simulator, body: dict[str, Any]) -> Any:
    rows = [row for row in _waiting(simulator.store) if body.get("reference") in (None, row["reference"])]
    for row in rows:
        _tell(simulator.store, row["reference"], "" if body.get("none") else str(body.get("text") or TEXT))
    return {"answered": len(rows)}


def _waiting(store: Store) -> list[Any]:
    store.use(SCHEMA)
    return store.rows("SELECT * FROM opinions WHERE state = 'waiting' ORDER BY rowid")


def _tell(store: Store, reference: str, text: str) -> None:
    with store.transaction():
        if store.run("UPDATE opinions SET state = 'answered' WHERE reference = ? AND state = 'waiting'", reference):
            message = {
                "event": TOPIC, "opinionReference": reference, "folio": f"SRE/{reference[3:]}",
                "kind": "INFORMATION" if text else "NONE", "text": text,
            }  # fmt: skip
            notifying.publish_to(store, TOPIC, json.dumps(message), subject=TOPIC)


routes = (Route("POST", "/v1/opinions", ask),)
