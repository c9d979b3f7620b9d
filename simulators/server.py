"""What every simulator shares: an HTTP server with switches for slowness, errors, lost answers and outages.

Control, from the machine itself and without a token: `GET /_simulator/state`, `POST /_simulator/outage` with
{"on": true|false}, `POST /_simulator/behaviour` with any of latency, error_rate, timeout_rate, timeout_seconds (and an
agency's own quirks), `POST /_simulator/token` with {"scopes": […], "kind": "opaque"|"jwt"}; an agency adds its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulators.routing import NotAllowed, Refused, Request, Route, find
from simulators.store import Store
from simulators.tokens import ALL, Tokens

MOST_BYTES = 12_000_000
SWITCHES = ("latency", "error_rate", "timeout_rate", "timeout_seconds")


@dataclass
class Simulator:
    """One agency: what it is called, what it answers, and how badly it behaves."""

    name: str
    routes: Sequence[Route]
    store: Store
    latency: float = 0.0  # seconds each answer takes, about
    error_rate: float = 0.0  # share of requests answered by 500
    outage: bool = False
    timeout_rate: float = 0.0  # share of requests that are done and whose answer never arrives
    timeout_seconds: float = 15.0
    tokens: Tokens = field(default_factory=Tokens)
    quirks: dict[str, float] = field(default_factory=dict)  # an agency's own switches, by name
    controls: Mapping[str, Callable[[Simulator, dict[str, Any]], Any]] = field(default_factory=dict)
    counts: Callable[[Store], dict[str, int]] = lambda store: {}  # what an agency adds to its state
    secret: str = ""  # what it shows to whom it tells something
    answered: int = 0
    address: str = ""  # where it is served
    lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
        """A server that is bound and not yet running."""
        simulator = self

        class Handler(_Handler):
            owner = simulator

        server = _Server((host, port), Handler)
        self.address = f"http://{host}:{server.server_port}"
        return server

    def state(self) -> dict[str, Any]:
        """What it is and how it behaves, for `GET /_simulator/state`."""
        return {
            "name": self.name,
            "outage": self.outage,
            "answered": self.answered,
            "kept": self.store.count(),
            "token": self.tokens.wanted,
            **{name: getattr(self, name) for name in SWITCHES},
            **self.quirks,
            **self.counts(self.store),
        }

    def behave(self, changes: Mapping[str, Any]) -> None:
        """Change switches and quirks. Raises Refused for one that does not exist or is not a number."""
        for name, value in changes.items():
            if name not in (*SWITCHES, *self.quirks) or isinstance(value, bool) or not isinstance(value, (int, float)):
                raise Refused(400, f"no such switch, or not a number: {name}")
            if name in self.quirks:
                self.quirks[name] = float(value)
            else:
                setattr(self, name, float(value))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512  # a whole queue of workers at once


class _Lost(Exception):
    """The answer was on its way, and never arrives."""


class _Handler(BaseHTTPRequestHandler):
    owner: Simulator
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def do_PATCH(self) -> None:
        self._answer("PATCH")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def do_OPTIONS(self) -> None:
        self._answer("OPTIONS")

    def do_TRACE(self) -> None:
        self._answer("TRACE")

    def _answer(self, method: str) -> None:
        split = urlsplit(self.path)
        try:
            raw = self._raw()
            if split.path.startswith("/_simulator/") or split.path == "/":
                return self._say(200, self._control(split.path, method, raw))
            time.sleep(self.owner.latency * random.uniform(0.5, 1.5))
            if self.owner.outage:
                raise Refused(503, f"{self.owner.name}: fuera de servicio")
            if random.random() < self.owner.error_rate:
                raise Refused(500, f"{self.owner.name}: error interno")
            status, answer, receipt = self._operate(method, split.path, split.query, raw)
            with self.owner.lock:
                self.owner.answered += 1
            if random.random() < self.owner.timeout_rate:
                raise _Lost
            return self._say(status, answer, receipt)
        except Refused as error:
            allow = {"Allow": error.methods} if isinstance(error, NotAllowed) else {}
            allow |= {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
            return self._say(error.status, {"code": error.code, "message": str(error)}, headers=allow)
        except _Lost:
            time.sleep(self.owner.timeout_seconds)
            self.close_connection = True
        except Exception as error:  # a fault of the simulator's own: said as such, without what was asked
            print(f"{self.owner.name}: {type(error).__name__}", file=sys.stderr, flush=True)
            return self._say(500, {"code": 500, "message": f"{self.owner.name}: {type(error).__name__}"})

    def _operate(self, method: str, path: str, query: str, raw: bytes) -> tuple[int, Any, str]:
        route, params = find(self.owner.routes, method, path)
        if self.owner.tokens.wanted:
            self._check_token(route)
        repeated = parse_qs(query, keep_blank_values=True)
        values = {name: values[0] for name, values in repeated.items()}
        key = values.get("transactionId") or self.headers.get("Idempotency-Key") or ""
        if route.keyed and not key:
            raise Refused(400, "transactionId is missing")
        body = self._body(raw, route.media_type)
        base = f"http://{self.headers.get('Host') or ''}"
        request = Request(path, values, body, key, params, repeated, base, method, self.owner.quirks)
        return route.handler(self.owner.store, request)

    def _check_token(self, route: Route) -> None:
        kind, _space, token = (self.headers.get("Authorization") or "").partition(" ")
        allowed = self.owner.tokens.scopes(token.strip()) if kind.lower() == "bearer" else None
        if allowed is None:
            raise Refused(401, "a bearer token is needed")
        if route.scope and not {route.scope, ALL} & allowed:
            raise Refused(403, f"the token lacks the scope {route.scope}")

    def _raw(self) -> bytes:
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            raise Refused(400, "Content-Length is not a number") from None
        if length > MOST_BYTES:
            raise Refused(413, "too long")
        return self.rfile.read(length)

    def _body(self, raw: bytes, media_type: str, *, strict: bool = True) -> Any:
        given = (self.headers.get("Content-Type") or media_type).split(";")[0].strip().lower()
        if raw and strict and given != media_type:
            raise Refused(400, f"the body is {media_type}")
        try:
            if media_type != "application/json":
                return raw.decode() if raw else None
            return json.loads(raw, parse_constant=_not_json) if raw else None
        except ValueError:
            raise Refused(400, f"the body is not {media_type}") from None

    def _control(self, path: str, method: str, raw: bytes) -> Any:
        owner, what = self.owner, path.removeprefix("/_simulator/").strip("/")
        body = self._body(raw, "application/json", strict=False) or {}  # curl -d says it is a form
        if what in owner.controls:
            return owner.controls[what](owner, body)
        if what in ("outage", "behaviour", "token") and (method != "POST" or not isinstance(body, dict)):
            raise Refused(400, "POST a JSON object")
        if what == "token":
            return {"token": owner.tokens.issue(body.get("scopes") or [ALL], str(body.get("kind") or "opaque"))}
        if what == "outage":
            owner.outage = bool(body.get("on"))
        elif what == "behaviour":
            owner.behave(body)
        elif what not in ("", "state"):
            raise Refused(404, "no such switch")
        return owner.state()

    def _say(self, status: int, answer: Any, receipt: str = "", headers: Mapping[str, str] | None = None) -> None:
        raw = b"" if answer is None else json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        if raw:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        if status != 204:
            self.send_header("Content-Length", str(len(raw)))
        for name, value in {**(headers or {}), **({"Receipt": receipt} if receipt else {})}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            if self.command != "HEAD" and status != 204:
                self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):  # the caller's patience was shorter than our latency
            self.close_connection = True

    def version_string(self) -> str:
        return "SIMULADOR"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: requests hold names."""


def _not_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def main(
    name: str,
    code: str,
    port: int,
    make: Callable[[Store], Simulator],
    background: Callable[[Simulator], None] | None = None,
) -> None:
    """The command line of a simulator: serves until TERM or INT. `background` is called four times a second."""
    home = Path(os.environ.get("ACOGIDA_HOME") or "/var/tmp/acogida-simulators")
    parser = argparse.ArgumentParser(prog=f"python -m simulators.{code}", description=f"{name}. Not the real agency.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument(
        "--store", type=Path, default=home / "simulators" / f"{code}.sqlite3", help="where answers are kept"
    )
    parser.add_argument("--latency", type=float, default=0.0, help="seconds each answer takes, about")
    parser.add_argument("--error-rate", type=float, default=0.0, help="share of requests answered by 500, 0 to 1")
    parser.add_argument("--timeout-rate", type=float, default=0.0, help="share of answers that never arrive, 0 to 1")
    given = parser.parse_args()
    simulator = make(Store(given.store))
    simulator.latency, simulator.error_rate, simulator.timeout_rate = (
        given.latency, given.error_rate, given.timeout_rate,
    )  # fmt: skip
    if token := os.environ.get(f"ACOGIDA_{code.upper()}_TOKEN"):
        simulator.tokens.opaque[token] = frozenset({ALL})
    simulator.tokens.key = os.environ.get(f"ACOGIDA_{code.upper()}_SIMULATOR_KEY", "")
    simulator.secret = os.environ.get(f"ACOGIDA_{code.upper()}_INBOX_SECRET", "")
    server = simulator.serve(given.port, given.host)
    stopped = threading.Event()
    if background is not None:
        threading.Thread(target=_repeat, args=(background, simulator, stopped), daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"{name}: {simulator.address}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        stopped.set()
        server.server_close()


def _repeat(work: Callable[[Simulator], None], simulator: Simulator, stopped: threading.Event) -> None:
    while not stopped.wait(0.25):
        work(simulator)
