"""The house as it is used: a web server, the worker and the simulators as processes, and people with browsers."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser import CHROMIUM, PATIENCE, STILL, WIDE, with_session
from tests.cast import Cast
from tests.databases import address
from tests.ports import free_port

Made = TypeVar("Made")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module; each person has a context, so nobody shares a session."""
    connections.close_all()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield made
        made.close()
        # While Playwright's loop runs, Django keeps connections of its own for this thread: none may stay behind.
        connections.close_all()


@dataclass
class House:
    """Where the pages are, who works here, and their open browsers."""

    browser: Browser
    live_server: Any
    cast: Cast
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # what a page's console complained of

    @property
    def url(self) -> str:
        return str(self.live_server.url)

    def context(self, **options: Any) -> BrowserContext:
        options = {
            "viewport": {"width": WIDE, "height": 900},
            "locale": "es-MX",
            "accept_downloads": True,
            **STILL,
            **options,
        }
        made = self.browser.new_context(**options)
        made.set_default_timeout(PATIENCE)
        self.contexts.append(made)
        return made

    def stranger(self, **options: Any) -> Page:
        """A browser in which nobody has signed in."""
        return self._watched(self.context(**options).new_page())

    def as_(self, part: str, **options: Any) -> Page:
        """A browser of its own in which `part` of the cast has signed in."""
        page = self.stranger(**options)
        with_session(page, self.live_server, self.cast.users[part])
        return page

    def _watched(self, page: Page) -> Page:
        def said(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text:
                self.problems.append(f"{page.url}: {message.text}")

        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", said)
        return page


@pytest.fixture
def house(browser: Browser, transactional_db: None, live_server: Any, cast: Cast) -> Iterator[House]:
    made = House(browser, live_server, cast)
    yield made
    for context in made.contexts:
        with contextlib.suppress(Exception):  # closed by the test
            context.close()
    connections.close_all()
    assert made.problems == []


def apart(make: Callable[[Cast], Made], cast: Cast) -> Made:
    """Run in a thread of its own: signing needs an event loop, and this thread has the browser's."""

    def run() -> Made:
        try:
            return make(cast)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


@dataclass
class Simulator:
    """A simulator's process, switched on and off from outside."""

    url: str

    def outage(self, on: bool) -> None:
        self._ask("/_simulator/outage", json.dumps({"on": on}).encode())

    def kept(self) -> int:
        """How many answers it has ever given for different keys: one more for every message delivered, never two."""
        return int(self._ask("/_simulator/state")["kept"])

    def numbers(self) -> int:
        """How many numbers it has ever given: of the population register."""
        return int(self._ask("/_simulator/state")["numbers"])

    def _ask(self, path: str, body: bytes | None = None) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(self.url + path, data=body), timeout=30) as answer:
            return json.load(answer)


@pytest.fixture
def renapo(tmp_path: Path, settings: Any) -> Iterator[Simulator]:
    with _simulator("renapo", tmp_path) as made:
        settings.RENAPO_URL = made.url
        yield made


@pytest.fixture
def inm(tmp_path: Path, settings: Any) -> Iterator[Simulator]:
    with _simulator("inm", tmp_path) as made:
        settings.INM_URL = made.url
        yield made


@pytest.fixture
def worker(house: House, renapo: Simulator, inm: Simulator, tmp_path: Path) -> Iterator[None]:
    """The job worker as `acogida serve` runs it, with the rights of the application and not of the owner."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("ACOGIDA_DB", "DATABASE_"))
    }
    environment |= {
        "DATABASE_URL": address(),
        "ACOGIDA_RENAPO_URL": renapo.url,
        "ACOGIDA_INM_URL": inm.url,
        "ACOGIDA_LOG": "WARNING",
    }
    with _process([sys.executable, "-m", "acogida.config.serve.worker"], environment, tmp_path / "worker.log"):
        yield


@contextlib.contextmanager
def _simulator(code: str, folder: Path) -> Iterator[Simulator]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        f"simulators.{code}",
        "--port",
        str(port),
        "--store",
        str(folder / f"{code}.sqlite3"),
    ]
    made = Simulator(f"http://127.0.0.1:{port}")
    with _process(command, dict(os.environ), folder / f"{code}.log"):
        end = time.monotonic() + 120
        while True:
            try:
                made.kept()
                break
            except OSError:
                assert time.monotonic() < end, (folder / f"{code}.log").read_text()
                time.sleep(0.05)
        yield made


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    root = Path(__file__).parents[2]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=root
        )
    try:
        yield
        assert process.poll() is None, log.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
