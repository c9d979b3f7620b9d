"""The public internet, and nothing but it: where a name leads, connections to the very address that was looked at, and
getting a page that anybody may read. Pure.

We call from inside the State's network. A name that leads to this machine or a private network is never called, also not
when a page sends us there.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from acogida.exchange import wire

NOT_PUBLIC = "not_public"
MOST_HOPS = 5
MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Page:
    """What was found at an address. `url`: where it was in the end; `headers`: those that say what it is, in small letters."""

    url: str
    body: bytes
    headers: dict[str, str]


def get(url: str, *, seconds: float, most: int, local: bool = False) -> Page:
    """Get what stands at an address, following it to where it moved. `most`: bytes. `local`: this machine may be called
    (tests).

    Raises wire.NoAnswer (unreachable, timeout) and wire.Rejected (not_public, too_long, redirects, scheme, HTTP …).
    """
    until = time.monotonic() + seconds
    for _hop in range(MOST_HOPS + 1):
        split = urlsplit(url)
        if split.scheme not in ("http", "https") or not split.hostname or split.username or split.password:
            raise wire.Rejected("scheme")
        left = until - time.monotonic()
        if left <= 0:
            raise wire.NoAnswer(wire.TIMEOUT)
        status, headers, body = _ask(url, seconds=left, most=most, local=local)
        if status in MOVED and headers.get("location"):
            url = urljoin(url, headers["location"])
            continue
        if status != 200:
            raise wire.Rejected(f"HTTP {status}", status)
        if len(body) > most:
            raise wire.Rejected(wire.TOO_LONG)
        kept = ("content-type", "last-modified", "etag", "date", "content-language", "content-disposition")
        return Page(url, body, {name: headers[name][:300] for name in kept if name in headers})
    raise wire.Rejected("redirects")


def _ask(url: str, *, seconds: float, most: int, local: bool) -> tuple[int, dict[str, str], bytes]:
    split = urlsplit(url)
    host, secure = split.hostname or "", split.scheme == "https"
    try:
        port = split.port or (443 if secure else 80)
    except ValueError:
        raise wire.Rejected("scheme") from None
    target = (split.path or "/") + (f"?{split.query}" if split.query else "")
    connection = Pinned(host, port, looked_up(host, port, local=local), secure=secure, seconds=seconds)
    # The patience is for all of it: one that answers a letter at a time would keep a worker for hours.
    cut = threading.Timer(seconds, connection.cut)
    cut.start()
    try:
        connection.request(
            "GET", target, headers={"Accept": "*/*", "User-Agent": "Acogida", "Accept-Encoding": "identity"}
        )
        response = connection.getresponse()
        body = response.read(most + 1) if response.status == 200 else b""
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body
    except TimeoutError:
        raise wire.NoAnswer(wire.TIMEOUT) from None
    except (http.client.HTTPException, OSError, ValueError):
        raise wire.NoAnswer(wire.UNREACHABLE) from None
    finally:
        cut.cancel()
        connection.close()


def looked_up(host: str, port: int, *, local: bool) -> str:
    """The address a name leads to, if all it leads to is public. Raises wire.NoAnswer, wire.Rejected."""
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise wire.NoAnswer(wire.UNREACHABLE) from None
    for each in found:
        if not public(each) and not (local and ipaddress.ip_address(each).is_loopback):
            raise wire.Rejected(NOT_PUBLIC)
    return sorted(found, key=lambda each: (":" in each, each))[0]


def public(address: str) -> bool:
    """Whether it is an address of the public internet: none of this machine, of a private network, or made for tests."""
    known = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None) or known
    return bool(known.is_global and inner.is_global and not inner.is_multicast and not inner.is_reserved)


class Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name says by now; the certificate must be the name's."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.address, self.secure = address, secure

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it from another thread: whatever waits for it fails."""
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)
