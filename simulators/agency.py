"""What the simulated agencies share: bodies that must be exactly what was agreed, letters, receipts, and what every one of
them does by itself."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Collection
from typing import Any

from simulators import notifying
from simulators.routing import Refused, Request
from simulators.server import Simulator
from simulators.store import Store

QUIRKS = {"duplicate_rate": 0.0}  # notifications that arrive twice


def body_of(request: Request, needed: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """The body, if it says what was agreed and nothing else, as a careful agency would want. Raises Refused 422."""
    body = request.body
    if not isinstance(body, dict) or not set(needed) <= set(body) <= {*needed, *optional}:
        raise Refused(
            422, f"expected: {', '.join(sorted(needed))}; may have: {', '.join(sorted(optional)) or 'nothing else'}"
        )
    for name, value in body.items():
        if name.endswith(("_on", "_since", "_date")) and not _is_date(value):
            raise Refused(422, f"{name} is not a date")
    return body


def _is_date(value: Any) -> bool:
    try:
        return (
            isinstance(value, str)
            and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))
            and bool(dt.date.fromisoformat(value))
        )
    except ValueError:
        return False


def check_letter(body: dict[str, Any]) -> None:
    """The letter in Base64 must be the PDF whose hash was said. Raises Refused 422."""
    try:
        letter = base64.b64decode(body["letter"], validate=True)
    except (binascii.Error, KeyError, TypeError, ValueError):
        raise Refused(422, "the letter is not Base64") from None
    if not letter.startswith(b"%PDF-") or hashlib.sha256(letter).hexdigest() != body.get("letter_sha256"):
        raise Refused(422, "the letter is not the PDF its hash says")


def receipt(store: Store, prefix: str, what: str, request: Request, kept: dict[str, Any]) -> tuple[int, Any, str]:
    """A receipt, the same for the same message however often it comes; `kept` says nothing of who it was about."""
    _kept, number = store.once(f"{what}:{request.key}", lambda _number: kept)
    given = f"{prefix}-{number:08d}"
    return 201, {"receipt": given}, given


def counted(store: Store, what: str) -> int:
    """How many different messages of a kind were taken."""
    return int(store.rows("SELECT count(*) AS n FROM answers WHERE key LIKE ?", f"{what}:%")[0]["n"])


def with_topics(store: Store, topics: Collection[str]) -> Store:
    """The store with the topics that can be subscribed to."""
    for topic in topics:
        notifying.publish_to(store, topic, "")  # makes the topic; nobody has subscribed to a new one
    return store


def background(work: Callable[[Simulator], None] | None = None) -> Callable[[Simulator], None]:
    """What an agency does by itself, four times a second, unless it is out of service: its own work, then the
    notifications that are due."""

    def go_on(simulator: Simulator) -> None:
        if simulator.outage:
            return
        if work is not None:
            work(simulator)
        notifying.deliver_due(simulator.store, secret=simulator.secret, twice=simulator.quirks["duplicate_rate"])

    return go_on


def deliver(simulator: Simulator, _body: dict[str, Any]) -> Any:
    """`POST /_simulator/deliver`: send what waits now."""
    arrived = notifying.deliver_due(
        simulator.store, secret=simulator.secret, twice=simulator.quirks["duplicate_rate"], everything=True
    )
    return {"arrived": arrived, "waiting": notifying.waiting(simulator.store)}
