from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

import pytest

from acogida.coi import recall
from acogida.coi.recall import registry


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_providers", {})
    monkeypatch.setattr(registry, "_tellers", {})


def _resting(kind: str, version: uuid.UUID) -> recall.Resting:
    return recall.Resting(kind, "TAP-1", "/", True, 1, 2, version, uuid.uuid4())


def test_everything_that_rests_on_a_version_is_found_whoever_keeps_it() -> None:
    version = uuid.uuid4()

    @recall.rests("pack")
    def packs(ids: Collection[uuid.UUID]) -> Iterable[recall.Resting]:
        return [_resting("pack", version)] if version in ids else []

    @recall.rests("citation")
    def citations(ids: Collection[uuid.UUID]) -> Iterable[recall.Resting]:
        return [_resting("citation", version)] if version in ids else []

    assert [each.kind for each in recall.resting([version])] == ["citation", "pack"]
    assert list(recall.resting([])) == []


def test_whoever_answers_for_it_is_told_what_happened() -> None:
    heard: list[Any] = []
    recall.told("citation")(lambda ids, what: heard.append((list(ids), what)))
    version = uuid.uuid4()
    recall.changed([version], recall.SUPERSEDED)
    recall.changed([], recall.WITHDRAWN)
    assert heard == [([version], "superseded")]
    with pytest.raises(ValueError, match="does not happen"):
        recall.changed([version], "lost")
