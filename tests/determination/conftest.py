"""The household that determination's tests follow: a mother, her partner with a claim of his own, and a child."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from acogida.hooks.registry import effects
from tests.cast import Cast, assemble
from tests.determination.journey import Journey


@pytest.fixture(autouse=True)
def certificates_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other rooms do at admission is not what is tested here."""
    for name in ("issue_certificate", "request_identity_number", "tell_agency"):
        monkeypatch.setitem(effects._functions, name, lambda event: None)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    yield assemble()


@pytest.fixture
def journey(cast: Cast) -> Any:
    """A family at the stage before its interview; its methods carry claims further."""
    return Journey(cast)
