"""The verifier's modules in Chromium without the rest of the house: its static files from a folder, and a page to import
them into. For tests and for the benchmark."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import launch

STATIC = Path(__file__).parents[2] / "src" / "acogida" / "certificates" / "static"

# Opens each bundle and judges each text; what is answered is what the page would show.
JUDGE = """async ({cases, now}) => {
  const { openBundle } = await import("/certificates/verifier/bundle.js");
  const { judge } = await import("/certificates/verifier/verdict.js");
  const answers = [];
  for (const { bundle, root, text, at } of cases) {
    try {
      const opened = await openBundle(Uint8Array.from(atob(bundle), (c) => c.charCodeAt(0)), { pin: root });
      const { state, claims, list, clockBehind } = await judge(text, opened, at ?? now);
      answers.push({ state, claims, age: list?.age ?? "", clockBehind });
    } catch (error) {
      answers.push({ state: error.code ? `bundle_${error.code}` : String(error), claims: null, age: "", clockBehind: false });
    }
  }
  return answers;
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass


@contextmanager
def modules() -> Iterator[Page]:
    """A blank page of a server that has the verifier's files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=STATIC))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with launch() as page:
            page.goto(f"http://127.0.0.1:{server.server_port}/certificates/verifier/base45.js")
            yield page
    finally:
        server.shutdown()
        server.server_close()
