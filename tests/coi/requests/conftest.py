from __future__ import annotations

import pytest

from acogida.coi.search import embedding


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages are found by their words here: the model is not what is tested, and takes seconds to come."""
    monkeypatch.setattr(embedding, "installed", lambda: False)
