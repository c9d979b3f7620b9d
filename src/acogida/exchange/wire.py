"""HTTP to other agencies: JSON both ways, no redirects, no proxy, a short patience and a small appetite. Pure."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import IO, Any

SECONDS = 10.0
MOST_BYTES = 1_000_000
LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/|$)")
PASSING = frozenset({408, 409, 421, 425, 429, 500, 502, 503, 504})  # it may work later


class NoAnswer(Exception):
    """The agency could not be reached or is not itself: ask again later. The text is one of the codes below, or an
    HTTP status; the outbox page says it in words."""


NO_ADDRESS, UNREACHABLE, TIMEOUT, NOT_JSON, TOO_LONG = "no_address", "unreachable", "timeout", "not_json", "too_long"


class Rejected(Exception):
    """The agency answered that it will not take this message: a person has to look."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Request:
    """One request to an agency, below its address."""

    method: str
    path: str  # quoted where needed
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None  # JSON
    answers: frozenset[int] = frozenset()  # statuses beside 200-299 that are an answer and no trouble
    transaction: bool = True  # whether `transactionId` goes into the query (OSIA: not in dataaccess and notification)

    def target(self, key: str) -> str:
        """Path and query, with the key of the message as transactionId."""
        query = {**self.query, **({"transactionId": key} if self.transaction else {})}
        separator = "&" if "?" in self.path else "?"
        return self.path + (separator + urllib.parse.urlencode(query) if query else "")

    def content(self) -> bytes | None:
        """The body's bytes."""
        if self.body is None:
            return None
        return json.dumps(self.body, ensure_ascii=False, sort_keys=True).encode()

    def sha256(self, key: str) -> str:
        """Of all that leaves: method, path, query and body."""
        head = f"{self.method} {self.target(key)}\n".encode()
        return hashlib.sha256(head + (self.content() or b"")).hexdigest()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any  # JSON, or None when empty
    receipt: str  # the agency's own number for it, if it gave one


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """A message never follows to an address that no agreement names."""


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def send(base: str, request: Request, *, key: str, token: str = "", seconds: float = SECONDS) -> Answer:
    """Make `request` to the agency at `base`. `key` names the message: the agency does twice-sent things once.

    `token` is what it knows us by (bearer). Raises NoAnswer or Rejected.
    """
    if not base.startswith(("http://", "https://")):
        raise NoAnswer(NO_ADDRESS)
    content = request.content()
    headers = {"Accept": "application/json", "Idempotency-Key": key}
    if content is not None:
        headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    made = urllib.request.Request(
        base.rstrip("/") + request.target(key), data=content, headers=headers, method=request.method
    )
    try:
        with _opener.open(made, timeout=seconds) as response:
            return _answer(response.status, response.headers, _read(response, seconds))
    except urllib.error.HTTPError as error:
        with error:
            if error.code in request.answers:
                return _answer(error.code, error.headers, _read(error, seconds))
        if error.code in PASSING:
            raise NoAnswer(f"HTTP {error.code}") from None
        raise Rejected(f"HTTP {error.code}", error.code) from None
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        raise NoAnswer(TIMEOUT if isinstance(cause, TimeoutError) else UNREACHABLE) from None


def _read(response: Any, seconds: float) -> bytes:
    """All of it, unless it drips: the patience is for the whole answer, not for each byte."""
    end, raw = time.monotonic() + seconds, b""
    while len(raw) <= MOST_BYTES and (chunk := response.read1(65_536)):
        raw += chunk
        if time.monotonic() > end:
            raise NoAnswer(TIMEOUT)
    return raw


def _answer(status: int, headers: Message, raw: bytes) -> Answer:
    if len(raw) > MOST_BYTES:
        raise NoAnswer(TOO_LONG)
    try:
        return Answer(status, json.loads(raw) if raw.strip() else None, headers.get("Receipt", ""))
    except ValueError:
        raise NoAnswer(NOT_JSON) from None
