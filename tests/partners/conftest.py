"""A partner's address, which is called when something happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.partners.partner import Hook


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()
