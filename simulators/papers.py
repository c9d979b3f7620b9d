"""Papers that a simulated agency issues: `POST /v1/documents` asks for one; it is decided after a while, or by switch, and
told to whoever subscribed (`PREFIX_ISSUED`, `PREFIX_PREVENTED`, `PREFIX_REFUSED`).

Switches of `behaviour`: `delay` (seconds until it is issued by itself; below 0: only by switch). `POST /_simulator/issue`,
`/_simulator/prevent` {"missing": ["I11"]} and `/_simulator/refuse` {"code"} decide what waits: all, or {"reference"}.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from simulators import notifying
from simulators.agency import body_of, check_letter
from simulators.routing import Refused, Request, Route
from simulators.server import Simulator
from simulators.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS papers (reference TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, wanted TEXT NOT NULL,
    state TEXT NOT NULL, asked REAL NOT NULL, folio TEXT NOT NULL, number TEXT);
"""
NEEDED = ("given_names", "request_reference", "document_wanted", "office")
OPTIONAL = (
    "first_surname", "second_surname", "sex", "birth_date", "birth_country", "nationalities", "document_kind",
    "document_number", "curp", "certificate_number", "letter", "letter_sha256",
)  # fmt: skip
DELAY = 20.0
YEARS = {"TVRH": 1, "TRAVEL": 1}  # a resident's card of an adult has no end


@dataclass(frozen=True)
class Desk:
    """Where papers are asked for: `issues` are the kinds it knows, `prefix` of its topics, `letters` of its numbers."""

    issues: tuple[str, ...]
    prefix: str
    letters: str

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(f"{self.prefix}_{what}" for what in ("ISSUED", "PREVENTED", "REFUSED"))

    @property
    def routes(self) -> tuple[Route, ...]:
        return (Route("POST", "/v1/documents", self.take),)

    @property
    def controls(self) -> dict[str, Any]:
        return {"issue": self._issue, "prevent": self._prevent, "refuse": self._refuse}

    def take(self, store: Store, request: Request) -> tuple[int, Any, str]:
        """A folio. Of who it is for nothing is kept."""
        body = body_of(request, NEEDED, OPTIONAL)
        if body["document_wanted"] not in self.issues:
            raise Refused(422, f"issued here: {', '.join(self.issues)}")
        if "letter" in body or "letter_sha256" in body:
            check_letter(body)
        store.use(SCHEMA)
        with store.transaction():
            known = store.rows("SELECT folio FROM papers WHERE key = ?", request.key)
            if not known:
                count = store.rows("SELECT count(*) AS n FROM papers")[0]["n"]
                folio = f"{self.letters}-T{count + 1:07d}"
                added = store.run(
                    "INSERT OR IGNORE INTO papers VALUES (?, ?, ?, 'waiting', ?, ?, NULL)", body["request_reference"],
                    request.key, body["document_wanted"], time.time(), folio,
                )  # fmt: skip
                if not added:
                    raise Refused(422, "this reference was used before")
                store.once(f"document:{request.key}", lambda _number: {"folio": folio})
            folio = known[0]["folio"] if known else folio
        return 201, {"receipt": folio}, folio

    def decide_due(self, simulator: Simulator) -> None:
        """Issue what has waited long enough."""
        delay = simulator.quirks["delay"]
        if delay >= 0:
            for row in self._waiting(simulator.store, {}):
                if row["asked"] + delay <= time.time():
                    self._grant(simulator.store, row)

    def _issue(self, simulator: Simulator, body: dict[str, Any]) -> Any:
        rows = self._waiting(simulator.store, body, ("waiting", "prevented"))
        for row in rows:
            self._grant(simulator.store, row)
        return {"issued": len(rows)}

    def _prevent(self, simulator: Simulator, body: dict[str, Any]) -> Any:
        rows = self._waiting(simulator.store, body)
        for row in rows:
            self._tell(simulator.store, row, "PREVENTED", "prevented", missing=body.get("missing") or ["I11"])
        return {"prevented": len(rows)}

    def _refuse(self, simulator: Simulator, body: dict[str, Any]) -> Any:
        rows = self._waiting(simulator.store, body, ("waiting", "prevented"))
        for row in rows:
            self._tell(simulator.store, row, "REFUSED", "refused", code=str(body.get("code") or "INCOMPLETE"))
        return {"refused": len(rows)}

    def _grant(self, store: Store, row: Any) -> None:
        today = dt.datetime.now(ZoneInfo("America/Mexico_City")).date()  # a civil date, as on the card
        number = f"{self.letters}{row['wanted'][0]}{1000000 + int(row['folio'][-7:]):08d}"
        years = YEARS.get(row["wanted"])
        until = {"validUntil": (today + dt.timedelta(days=365 * years)).isoformat()} if years else {}
        store.run("UPDATE papers SET number = ? WHERE reference = ?", number, row["reference"])
        self._tell(
            store, row, "ISSUED", "issued", kind=row["wanted"], number=number, issuedOn=today.isoformat(), **until
        )

    def _tell(self, store: Store, row: Any, what: str, state: str, **said: Any) -> None:
        topic = f"{self.prefix}_{what}"
        with store.transaction():
            if not store.run(
                "UPDATE papers SET state = ? WHERE reference = ? AND state IN ('waiting', 'prevented')",
                state,
                row["reference"],
            ):
                return
            message = {"event": topic, "requestReference": row["reference"], "folio": row["folio"], **said}
            notifying.publish_to(store, topic, json.dumps(message), subject=topic)

    def _waiting(self, store: Store, body: dict[str, Any], states: tuple[str, ...] = ("waiting",)) -> list[Any]:
        store.use(SCHEMA)
        marks = ", ".join("?" for _state in states)
        rows = store.rows(f"SELECT * FROM papers WHERE state IN ({marks}) ORDER BY rowid", *states)
        return [row for row in rows if body.get("reference") in (None, row["reference"])]


def counts(store: Store) -> dict[str, int]:
    """How many were asked for, and how many issued."""
    store.use(SCHEMA)
    row = store.rows("SELECT count(*) AS asked, count(number) AS issued FROM papers")[0]
    return {"documents_asked": int(row["asked"]), "documents_issued": int(row["issued"])}
