"""The institute, the Ministry and the child protection authority, as simulators on ports of their own; and a partner's address,
which is called when something happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulators.inm.service import make as make_inm
from simulators.ppnna.service import make as make_ppnna
from simulators.sre.service import make as make_sre
from tests.partners.partner import Hook
from tests.simulators.agencies import SECRET, Agency, served


@dataclass
class Agencies:
    inm: Agency
    sre: Agency
    ppnna: Agency


@pytest.fixture
def agencies(tmp_path: Path, settings: Any, db: None) -> Iterator[Agencies]:
    with (
        served(make_inm, tmp_path / "inm.sqlite3") as inm,
        served(make_sre, tmp_path / "sre.sqlite3") as sre,
        served(make_ppnna, tmp_path / "ppnna.sqlite3") as ppnna,
    ):
        for name, agency in (("INM", inm), ("SRE", sre), ("PPNNA", ppnna)):
            setattr(settings, f"{name}_URL", agency.url)
            setattr(settings, f"{name}_INBOX_SECRET", SECRET)
        yield Agencies(inm.subscribed(), sre.subscribed(), ppnna)


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()
