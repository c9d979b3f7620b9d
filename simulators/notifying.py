"""OSIA's notification (notification.yaml), below `/notification`: topics, subscriptions and the messages on their way.

At least once: a message is kept until its subscriber answers 2xx, tried again by the subscription's policy (every hour
for seven days unless it says otherwise), and sometimes delivered twice, as the document warns.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any

from simulators.routing import Refused, Request, Route
from simulators.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS topics (id TEXT PRIMARY KEY, name TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS subscriptions (
    id TEXT PRIMARY KEY, topic TEXT NOT NULL REFERENCES topics, protocol TEXT NOT NULL, address TEXT NOT NULL,
    policy TEXT NOT NULL, active INTEGER NOT NULL, token TEXT NOT NULL, base TEXT NOT NULL, UNIQUE (topic, protocol, address));
CREATE TABLE IF NOT EXISTS deliveries (
    id TEXT PRIMARY KEY, subscription TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, subject TEXT NOT NULL,
    made TEXT NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL, state TEXT NOT NULL);
"""
POLICY, SECONDS = "3600,168", 10
CONFIRMATION, NOTIFICATION = "SubscriptionConfirmation", "Notification"
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def subscribe(store: Store, request: Request) -> tuple[int, Any, str]:
    """The same topic and endpoint give the same subscription. It counts once its address has confirmed."""
    _ready(store)
    name, address = _needed(request, "topic"), _needed(request, "address")
    protocol, policy = request.query.get("protocol", "http"), request.query.get("policy", POLICY)
    if protocol != "http":
        raise Refused(400, "this register notifies by http")
    if not re.fullmatch(r"https?://[^\s]+", address) or not re.fullmatch(r"\d{1,7},-?\d{1,6}", policy):
        raise Refused(400, "the address or the policy cannot be understood")
    topic = store.rows("SELECT id FROM topics WHERE name = ?", name)
    if not topic:
        raise Refused(400, "unknown topic")
    with store.transaction():
        known = store.rows(
            "SELECT * FROM subscriptions WHERE topic = ? AND protocol = ? AND address = ?",
            topic[0]["id"],
            protocol,
            address,
        )
        subscription_id = known[0]["id"] if known else str(uuid.uuid4())
        if not known:
            store.run(
                "INSERT INTO subscriptions VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
                subscription_id, topic[0]["id"], protocol, address, policy, secrets.token_urlsafe(24), request.base,
            )  # fmt: skip
        else:
            store.run("UPDATE subscriptions SET policy = ? WHERE id = ?", policy, subscription_id)
        row = store.rows("SELECT * FROM subscriptions WHERE id = ?", subscription_id)[0]
        if not row["active"]:
            _queue(store, subscription_id, CONFIRMATION, "Confirm the subscription", "")
    return 200, _shown(row), ""


def subscriptions(store: Store, _request: Request) -> tuple[int, Any, str]:
    return 200, [_shown(row) for row in _ready(store).rows("SELECT * FROM subscriptions ORDER BY rowid")], ""


def unsubscribe(store: Store, request: Request) -> tuple[int, Any, str]:
    if not _ready(store).run("DELETE FROM subscriptions WHERE id = ?", request["uuid"]):
        raise Refused(404, "unknown subscription")
    store.run("DELETE FROM deliveries WHERE subscription = ?", request["uuid"])
    return 204, None, ""


def confirm(store: Store, request: Request) -> tuple[int, Any, str]:
    token = _needed(request, "token")
    if not _ready(store).run("UPDATE subscriptions SET active = 1 WHERE token = ?", token):
        raise Refused(400, "invalid token")
    return 200, None, ""


def create_topic(store: Store, request: Request) -> tuple[int, Any, str]:
    name = _needed(request, "name")
    return 200, dict(_topic(_ready(store), name)), ""


def topics(store: Store, _request: Request) -> tuple[int, Any, str]:
    found = _ready(store).rows("SELECT id, name FROM topics ORDER BY rowid")
    return 200, [{"uuid": row["id"], "name": row["name"]} for row in found], ""


def delete_topic(store: Store, request: Request) -> tuple[int, Any, str]:
    if not _ready(store).run("DELETE FROM topics WHERE id = ?", request["uuid"]):
        raise Refused(404, "unknown topic")
    return 204, None, ""


def publish(store: Store, request: Request) -> tuple[int, Any, str]:
    found = _ready(store).rows("SELECT name FROM topics WHERE id = ?", request["uuid"])
    if not found or request.body is None:
        raise Refused(400, "unknown topic" if not found else "the message is missing")
    publish_to(store, found[0]["name"], request.body, request.query.get("subject", ""))
    return 200, None, ""


def publish_to(store: Store, name: str, message: str, subject: str = "") -> None:
    """Put a message on its way to every confirmed subscriber of a topic."""
    topic = _topic(_ready(store), name)
    with store.transaction():
        for row in store.rows("SELECT id FROM subscriptions WHERE topic = ? AND active", topic["uuid"]):
            _queue(store, row["id"], NOTIFICATION, message, subject)


def deliver_due(store: Store, *, secret: str = "", twice: float = 0.0, everything: bool = False) -> int:
    """Try what is due (or everything that waits); how many arrived. `secret` is shown to subscribers (bearer); `twice`:
    the share that is delivered again."""
    arrived = 0
    waiting = _ready(store).rows(
        "SELECT d.*, s.address, s.policy, s.token, s.base, t.name AS topic, t.id AS topic_id FROM deliveries d"
        " JOIN subscriptions s ON s.id = d.subscription JOIN topics t ON t.id = s.topic"
        " WHERE d.state = 'waiting' AND d.due <= ? ORDER BY d.rowid LIMIT 200",
        1e12 if everything else time.time(),
    )
    for row in waiting:
        arrived += _attempt(store, row, secret, twice)
    return arrived


def waiting(store: Store) -> int:
    return int(_ready(store).rows("SELECT count(*) AS n FROM deliveries WHERE state = 'waiting'")[0]["n"])


def _attempt(store: Store, row: Any, secret: str, twice: float) -> int:
    countdown, most = (int(part) for part in row["policy"].split(","))
    if _post(row, secret):
        again = random.random() < twice and row["state"] == "waiting" and row["attempts"] < 50
        store.run(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1 WHERE id = ?",
            "waiting" if again else "delivered", row["id"],
        )  # fmt: skip
        return 1
    over = most >= 0 and row["attempts"] >= most
    store.run(
        "UPDATE deliveries SET state = ?, attempts = attempts + 1, due = ? WHERE id = ?",
        "given up" if over else "waiting", time.time() + countdown, row["id"],
    )  # fmt: skip
    return 0


def _post(row: Any, secret: str) -> bool:
    message = {
        "type": row["kind"], "topic": row["topic"], "message": row["message"], "messageId": row["id"],
        "timestamp": row["made"],
    }  # fmt: skip
    if row["subject"]:
        message["subject"] = row["subject"]
    if row["kind"] == CONFIRMATION:
        query = urllib.parse.urlencode({"token": row["token"]})
        message |= {
            "token": row["token"],
            "subscribeURL": f"{row['base']}/notification/v1/subscriptions/confirm?{query}",
        }
    headers = {
        "Content-Type": "application/json", "message-type": row["kind"], "subscription-id": row["subscription"],
        "message-id": row["id"], "topic-id": row["topic_id"],
    }  # fmt: skip
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    made = urllib.request.Request(row["address"], data=json.dumps(message).encode(), headers=headers, method="POST")
    try:
        with _opener.open(made, timeout=SECONDS) as answer:
            return 200 <= answer.status < 300
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _queue(store: Store, subscription: str, kind: str, message: str, subject: str) -> None:
    store.run(
        "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, 0, 'waiting')",
        str(uuid.uuid4()), subscription, kind, message, subject,
        dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), time.time(),
    )  # fmt: skip


def _topic(store: Store, name: str) -> dict[str, str]:
    store.run("INSERT OR IGNORE INTO topics VALUES (?, ?)", str(uuid.uuid4()), name)
    row = store.rows("SELECT id, name FROM topics WHERE name = ?", name)[0]
    return {"uuid": row["id"], "name": row["name"]}


def _shown(row: Any) -> dict[str, Any]:
    return {
        "uuid": row["id"], "topic": row["topic"], "protocol": row["protocol"], "address": row["address"],
        "policy": row["policy"], "active": bool(row["active"]),
    }  # fmt: skip


def _needed(request: Request, name: str) -> str:
    if name not in request.query:
        raise Refused(400, f"{name} is missing")
    return request.query[name]


def _ready(store: Store) -> Store:
    store.use(SCHEMA)
    return store


routes = (
    Route("POST", "/v1/subscriptions", subscribe, "notif.sub.write", keyed=False),
    Route("GET", "/v1/subscriptions", subscriptions, "notif.sub.read", keyed=False),
    Route("DELETE", "/v1/subscriptions/{uuid}", unsubscribe, "notif.sub.write", keyed=False),
    Route("GET", "/v1/subscriptions/confirm", confirm, "notif.sub.write", keyed=False),
    Route("POST", "/v1/topics", create_topic, "notif.topic.write", keyed=False),
    Route("GET", "/v1/topics", topics, "notif.topic.read", keyed=False),
    Route("DELETE", "/v1/topics/{uuid}", delete_topic, "notif.topic.write", keyed=False),
    Route("POST", "/v1/topics/{uuid}/publish", publish, "notif.topic.publish", keyed=False, media_type="plain/text"),
)
