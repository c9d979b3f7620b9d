"""Simulated agencies served within a test, and the house told where they are."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulators import notifying
from simulators.server import Simulator
from simulators.store import Store

SECRET = "a secret that the agency shows"


class Agency:
    """One simulator on a port of its own."""

    def __init__(self, simulator: Simulator, url: str) -> None:
        self.simulator, self.url = simulator, url

    def control(self, what: str, **body: Any) -> Any:
        """A switch, as from outside."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(f"{self.url}/_simulator/{what}", data=json.dumps(body).encode())
        with opener.open(request, timeout=30) as answer:
            return json.load(answer)

    def kept(self, what: str = "") -> int:
        """How many different messages (of a kind) it took."""
        rows = self.simulator.store.rows("SELECT count(*) AS n FROM answers WHERE key LIKE ?", f"{what}%")
        return int(rows[0]["n"])

    def told(self) -> list[dict[str, Any]]:
        """The notifications on their way, as the callback gets them: headers and body. Taken once."""
        store = self.simulator.store
        rows = store.rows(
            "SELECT d.*, t.name AS topic FROM deliveries d JOIN subscriptions s ON s.id = d.subscription"
            " JOIN topics t ON t.id = s.topic WHERE d.state = 'waiting' AND d.kind = 'Notification' ORDER BY d.rowid"
        )
        store.run("UPDATE deliveries SET state = 'delivered' WHERE kind = 'Notification'")
        return [
            {"id": row["id"], "topic": row["topic"], "message": row["message"], "subject": row["subject"]}
            for row in rows
        ]

    def subscribed(self) -> Agency:
        """As if the house had subscribed to every topic and confirmed it."""
        store = self.simulator.store
        for row in store.rows("SELECT id FROM topics"):
            values = (row["id"], row["id"], "http", "http://127.0.0.1:9/", notifying.POLICY, row["id"], "")
            store.run("INSERT OR IGNORE INTO subscriptions VALUES (?, ?, ?, ?, ?, 1, ?, ?)", *values)
        return self


@contextmanager
def served(make: Any, store: Path) -> Iterator[Agency]:
    """An agency, until the block ends; it decides by switch only."""
    simulator: Simulator = make(Store(store))
    simulator.behave({name: -1 for name in ("delay", "opinion_delay") if name in simulator.quirks})
    server = simulator.serve(0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield Agency(simulator, simulator.address)
    finally:
        server.shutdown()
        server.server_close()


def call_back(client: Any, agency: str, notification: dict[str, Any]) -> Any:
    """The agency's call of our address, as `simulators.notifying` makes it."""
    body = {
        "type": "Notification", "topic": notification["topic"], "message": notification["message"],
        "messageId": notification["id"], "subject": notification["subject"], "timestamp": "2026-11-22T12:00:00+00:00",
    }  # fmt: skip
    headers = {
        "message-type": "Notification", "message-id": notification["id"], "topic-id": notification["topic"],
        "Authorization": f"Bearer {SECRET}",
    }  # fmt: skip
    return client.post(f"/exchange/told/{agency}/", json.dumps(body), content_type="application/json", headers=headers)
