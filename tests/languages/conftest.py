"""A small dictionary as the engine, and a passage to translate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from acogida.coi.models import Passage
from tests.cast import Cast
from tests.coi.library import a_version
from tests.languages.desk import ENGINES, TEXT


@pytest.fixture
def dictionary() -> Iterator[None]:
    with override_settings(TRANSLATION_ENGINES=ENGINES):
        yield


@pytest.fixture
def passage(cast: Cast) -> Passage:
    return a_version(title="Extortion", text=TEXT, language="en").passages.get()
