"""What every simulator shares: an HTTP server with switches for slowness, errors and outages.

Control, from the machine itself: `POST /_simulator/outage` with {"on": true|false}, `GET /_simulator/state`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulators.store import Store

MOST_BYTES = 12_000_000


class Refused(Exception):
    """The caller's mistake: an HTTP status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Request:
    path: str
    query: dict[str, str]
    body: Any
    key: str  # Idempotency-Key, else transactionId


Route = Callable[[Store, Request], tuple[int, Any, str]]  # -> status, JSON, receipt


@dataclass
class Simulator:
    """One agency: what it is called, what it answers, and how badly it behaves."""

    name: str
    routes: Callable[[str, str], Route | None]  # (method, path) -> route
    store: Store
    latency: float = 0.0
    error_rate: float = 0.0
    outage: bool = False
    answered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
        """A server that is bound and not yet running."""
        simulator = self

        class Handler(_Handler):
            owner = simulator

        server = ThreadingHTTPServer((host, port), Handler)
        server.daemon_threads = True
        return server


class _Handler(BaseHTTPRequestHandler):
    owner: Simulator
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def _answer(self, method: str) -> None:
        split = urlsplit(self.path)
        try:
            body = self._body()
            if split.path.startswith("/_simulator/") or split.path == "/":
                return self._say(200, self._control(split.path, body))
            time.sleep(self.owner.latency * random.uniform(0.5, 1.5))
            if self.owner.outage or random.random() < self.owner.error_rate:
                return self._say(503, {"code": 503, "message": f"{self.owner.name}: fuera de servicio"})
            route = self.owner.routes(method, split.path)
            if route is None:
                raise Refused(404, "no such operation")
            query = {name: values[0] for name, values in parse_qs(split.query).items()}
            key = self.headers.get("Idempotency-Key") or query.get("transactionId", "")
            if not key:
                raise Refused(400, "transactionId is missing")
            status, answer, receipt = route(self.owner.store, Request(split.path, query, body, key))
            with self.owner.lock:
                self.owner.answered += 1
            return self._say(status, answer, receipt)
        except Refused as error:
            return self._say(error.status, {"code": error.status, "message": str(error)})

    def _body(self) -> Any:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            raise Refused(413, "too long")
        raw = self.rfile.read(length)
        try:
            return json.loads(raw) if raw else None
        except ValueError:
            raise Refused(400, "the body is not JSON") from None

    def _control(self, path: str, body: Any) -> dict[str, Any]:
        if path == "/_simulator/outage":
            self.owner.outage = bool((body or {}).get("on"))
        return {
            "name": self.owner.name,
            "outage": self.owner.outage,
            "answered": self.owner.answered,
            "kept": self.owner.store.count(),
        }

    def _say(self, status: int, answer: Any, receipt: str = "") -> None:
        raw = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        if receipt:
            self.send_header("Receipt", receipt)
        self.end_headers()
        try:
            self.wfile.write(raw)
        except BrokenPipeError:  # the caller's patience was shorter than our latency
            self.close_connection = True

    def version_string(self) -> str:
        return "SIMULADOR"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: requests hold names."""


def main(name: str, code: str, port: int, routes: Callable[[str, str], Route | None]) -> None:
    """The command line of a simulator: serves until TERM or INT."""
    home = Path(os.environ.get("ACOGIDA_HOME") or "/var/tmp/acogida-simulators")
    parser = argparse.ArgumentParser(prog=f"python -m simulators.{code}", description=f"{name}. Not the real agency.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument(
        "--store", type=Path, default=home / "simulators" / f"{code}.sqlite3", help="where answers are kept"
    )
    parser.add_argument("--latency", type=float, default=0.0, help="seconds each answer takes, about")
    parser.add_argument("--error-rate", type=float, default=0.0, help="share of requests answered by 503, 0 to 1")
    given = parser.parse_args()
    simulator = Simulator(name, routes, Store(given.store), given.latency, given.error_rate)
    server = simulator.serve(given.port, given.host)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"{name}: http://{given.host}:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
