"""The operation: `POST /v1/notices?transactionId=` with the notice's number and its letter (PDF, Base64)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from simulators.routing import Refused, Request, Route
from simulators.store import Store

NAME = "SIMULADOR del INM"
EXPECTED = {"notice_number", "certificate_numbers", "admitted_on", "office", "letter", "letter_sha256"}


def receive(store: Store, request: Request) -> tuple[int, Any, str]:
    """A receipt; only the hash of the letter is kept. More fields than agreed are refused, as a careful agency would."""
    body = request.body
    if not isinstance(body, dict) or set(body) != EXPECTED:
        raise Refused(422, f"expected exactly: {', '.join(sorted(EXPECTED))}")
    try:
        letter = base64.b64decode(body["letter"], validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise Refused(422, "the letter is not Base64") from None
    if not letter.startswith(b"%PDF-") or hashlib.sha256(letter).hexdigest() != body["letter_sha256"]:
        raise Refused(422, "the letter is not the PDF its hash says")
    _kept, number = store.once(f"notice:{request.key}", lambda _n: {"sha256": body["letter_sha256"]})
    receipt = f"INM-{number:08d}"
    return 201, {"receipt": receipt}, receipt


routes = (Route("POST", "/v1/notices", receive),)
