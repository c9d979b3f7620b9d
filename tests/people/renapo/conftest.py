"""The population register as a simulator in this process, and everything the worker would do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from acogida.exchange import delivery, inbox
from acogida.exchange.models import InboxMessage, OutboxMessage
from simulators.renapo.service import make
from simulators.server import Simulator
from simulators.store import Store


@pytest.fixture
def simulator(tmp_path: Path, settings: Any) -> Iterator[Simulator]:
    """With its token and its invented people."""
    made = make(Store(tmp_path / "renapo.sqlite3"))
    settings.RENAPO_TOKEN = made.tokens.issue(["*"])
    server = made.serve(0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    settings.RENAPO_URL = made.address
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def work() -> Callable[[], None]:
    """Everything that waits is due now, and is done."""

    def do() -> None:
        OutboxMessage.objects.filter(state="pending").update(next_attempt="2020-01-01T00:00:00Z")
        delivery.sweep()
        InboxMessage.objects.filter(state="waiting").update(next_attempt="2020-01-01T00:00:00Z")
        inbox.sweep()

    return do
