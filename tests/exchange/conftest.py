"""A small agency on a local port, whose behaviour each test decides."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class FakeAgency:
    """Answers with `answer`; remembers what came, by key, and does each key once."""

    def __init__(self) -> None:
        self.status, self.answer = 200, b'"OK"'
        self.received: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.done: set[str] = set()
        self.requests: list[tuple[str, str]] = []
        self.tokens: list[str | None] = []
        self.wait: Callable[[], object] = lambda: None  # before it answers; which, is settled when the request arrives
        agency = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                wait = agency.wait
                raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
                body = json.loads(raw) if raw else None
                agency.received.append(body)
                agency.requests.append((self.command, self.path))
                agency.tokens.append(self.headers["Authorization"])
                wait()
                agency.keys.append(self.headers["Idempotency-Key"])
                if agency.status < 300:
                    agency.done.add(self.headers["Idempotency-Key"])
                self.send_response(agency.status)
                self.send_header("Content-Length", str(len(agency.answer)))
                self.send_header("Receipt", "R-1")
                if agency.status == 302:
                    self.send_header("Location", "http://example.invalid/")
                self.end_headers()
                self.wfile.write(agency.answer)

            do_GET = do_PUT = do_PATCH = do_POST

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def agency(settings: Any) -> Iterator[FakeAgency]:
    fake = FakeAgency()
    settings.RENAPO_URL = fake.url
    yield fake
    fake.close()
