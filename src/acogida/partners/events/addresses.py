"""Which addresses may be called, and calling them without being led elsewhere. Pure.

A partner chooses where it is called, and we call from inside the State's network: an address is used only below one that
was agreed with its client, only by https, and only when its name leads to the public internet. The connection goes to the
very address that was looked at (a name may lead elsewhere a moment later), follows nothing, and reads little.
"""

from __future__ import annotations

import http.client
import json
import posixpath
import re
import threading
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from acogida.exchange import wire
from acogida.exchange.public_net import NOT_PUBLIC, Pinned, looked_up

MOST_BYTES = 65_536  # of an answer, of which only the status counts
NOT_AGREED = "not_agreed"  # a code for people, beside those of `wire`
PRINTABLE = re.compile(r"[\x21-\x7e]{1,500}")


def below(address: str, agreed: Iterable[str]) -> bool:
    """Whether an address is one of the agreed ones, or below one: same scheme, host and port, and no way back up."""
    if not PRINTABLE.fullmatch(address):
        return False
    wanted = _parts(address)
    return wanted is not None and any(_within(wanted, each) for each in agreed)


def _within(wanted: tuple[str, str, int, str], agreed: str) -> bool:
    known = _parts(agreed)
    if known is None or wanted[:3] != known[:3]:
        return False
    base = known[3].rstrip("/")
    return wanted[3] == base or wanted[3].startswith(base + "/")


def _parts(address: str) -> tuple[str, str, int, str] | None:
    """Scheme, host, port and path; None for what is no plain address."""
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        return None
    if (
        split.scheme not in ("https", "http")
        or not split.hostname
        or split.fragment
        or split.username
        or split.password
    ):
        return None
    path = unquote(split.path)
    if "\\" in path or "//" in path or posixpath.normpath(path or "/") != (path.rstrip("/") or "/"):
        return None
    return split.scheme, split.hostname, port or (443 if split.scheme == "https" else 80), path.rstrip("/")


def post(address: str, body: bytes, headers: Mapping[str, str], *, seconds: float, local: bool) -> wire.Answer:
    """POST to a partner. `local`: addresses of this machine may be called, without https (demonstration and tests).

    Raises wire.NoAnswer or wire.Rejected.
    """
    split = urlsplit(address)
    host, secure = split.hostname or "", split.scheme == "https"
    if not secure and not local:
        raise wire.Rejected(NOT_PUBLIC)
    port = split.port or (443 if secure else 80)
    target = (split.path or "/") + (f"?{split.query}" if split.query else "")
    connection = Pinned(host, port, looked_up(host, port, local=local), secure=secure, seconds=seconds)
    # The patience is for all of it: one that answers a letter at a time would keep a worker for hours.
    cut = threading.Timer(seconds, connection.cut)
    cut.start()
    try:
        connection.request("POST", target, body, dict(headers))
        response = connection.getresponse()
        raw = response.read(MOST_BYTES)
    except TimeoutError:
        raise wire.NoAnswer(wire.TIMEOUT) from None
    except (http.client.HTTPException, OSError):
        raise wire.NoAnswer(wire.UNREACHABLE) from None
    finally:
        cut.cancel()
        connection.close()
    if 200 <= response.status < 300:
        return wire.Answer(response.status, _body(raw), response.headers.get("Receipt", "")[:100])
    if response.status in wire.PASSING:
        raise wire.NoAnswer(f"HTTP {response.status}")
    raise wire.Rejected(f"HTTP {response.status}", response.status)


def _body(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw.strip() else None
    except ValueError:
        return None
