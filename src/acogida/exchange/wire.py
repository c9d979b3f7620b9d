"""HTTP to other agencies: JSON both ways, no redirects, no proxy, a short patience and a small appetite."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any

SECONDS = 10
MOST_BYTES = 1_000_000
PASSING = frozenset({408, 409, 421, 425, 429, 500, 502, 503, 504})  # it may work later


class NoAnswer(Exception):
    """The agency could not be reached or is not itself: ask again later. The text is one of the codes below, or an
    HTTP status; the outbox page says it in words."""


NO_ADDRESS, UNREACHABLE, TIMEOUT, NOT_JSON, TOO_LONG = "no_address", "unreachable", "timeout", "not_json", "too_long"


class Rejected(Exception):
    """The agency answered that it will not take this message: a person has to look."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any  # JSON, or None when empty
    receipt: str  # the agency's own number for it, if it gave one


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """A message never follows to an address that no agreement names."""


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def post(base: str, path: str, body: bytes, *, key: str) -> Answer:
    """POST `body` (JSON) to an agency. `key` names the message: the agency does twice-sent things once."""
    if not base.startswith(("http://", "https://")):
        raise NoAnswer(NO_ADDRESS)
    separator = "&" if "?" in path else "?"
    url = f"{base.rstrip('/')}{path}{separator}{urllib.parse.urlencode({'transactionId': key})}"
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key}
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with _opener.open(request, timeout=SECONDS) as response:
            raw = response.read(MOST_BYTES + 1)
            receipt, status = response.headers.get("Receipt", ""), response.status
    except urllib.error.HTTPError as error:
        error.close()
        kind = NoAnswer if error.code in PASSING else Rejected
        raise kind(f"HTTP {error.code}") from None
    except (urllib.error.URLError, OSError, ValueError) as error:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        raise NoAnswer(TIMEOUT if isinstance(cause, TimeoutError) else UNREACHABLE) from None
    if len(raw) > MOST_BYTES:
        raise NoAnswer(TOO_LONG)
    try:
        return Answer(status, json.loads(raw) if raw.strip() else None, receipt)
    except ValueError:
        raise NoAnswer(NOT_JSON) from None
