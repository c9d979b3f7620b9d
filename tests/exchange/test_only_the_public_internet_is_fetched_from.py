"""Getting a published page: never from this machine or a private network, also not by a detour; little, and not for long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from acogida.exchange import public_net, wire


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        there = {
            "/away": "http://10.0.0.1/secret", "/file": "file:///etc/passwd", "/round": "/round", "/moved": "/page",
            "/user": "http://a:b@127.0.0.1/",
        }  # fmt: skip
        if self.path in there:
            self.send_response(302)
            self.send_header("Location", there[self.path])
            self.end_headers()
            return
        self.send_response(200 if self.path in ("/page", "/long") else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"x" * (5000 if self.path == "/long" else 10))

    def log_message(self, *_given: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()


def test_a_page_that_moved_is_followed(server):
    page = public_net.get(f"{server}/moved", seconds=30, most=1000, local=True)
    assert (page.body, page.url, page.headers["content-type"]) == (b"x" * 10, f"{server}/page", "text/html")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/away", "not_public"),
        ("/file", "scheme"),
        ("/user", "scheme"),
        ("/round", "redirects"),
        ("/none", "HTTP 404"),
        ("/long", "too_long"),
    ],
)
def test_what_leads_elsewhere_or_is_too_much_is_refused(server, path, why):
    with pytest.raises(wire.Rejected, match=why):
        public_net.get(f"{server}{path}", seconds=30, most=1000, local=True)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::ffff:10.0.0.1]", "0.0.0.0"]
)
def test_private_addresses_are_never_asked(host):
    with pytest.raises((wire.Rejected, wire.NoAnswer)):
        public_net.get(f"http://{host}/", seconds=2, most=1000)
