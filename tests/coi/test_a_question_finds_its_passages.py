"""Search by words, by meaning, and by both; operators and filters; what is restricted is nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from acogida.coi.search import Query, indexing, search
from tests.cast import Cast
from tests.coi.library import a_version

HONDURAS = (
    "Gangs collect an extortion fee from shopkeepers in the markets. Those who refuse to pay are threatened or killed."
)
NAURU = "The constitution provides for freedom of religion. There were no reports of significant societal actions."


def indexed(**given: Any) -> Any:
    version = a_version(**given)
    indexing.index([version.pk])
    return version


@pytest.fixture
def library(cast: Cast) -> dict[str, Any]:
    return {
        "gangs": indexed(title="Extortion", text=HONDURAS, country="HN", language="en", external_id="hn-1"),
        "faith": indexed(title="Religion", text=NAURU, country="NR", language="en", external_id="nr-1"),
        "cuota": indexed(country="SV", external_id="sv-1"),
    }


@pytest.mark.django_db
def test_a_spanish_question_finds_an_english_passage(library: dict[str, Any], cast: Cast) -> None:
    found = search(Query("¿Quién cobra extorsión a los comerciantes de los mercados?", languages=("en",)), cast.officer)
    assert found.hits[0].external_id == "hn-1"
    assert found.searched and found.searched.passages == 2
    assert found.hits[0].country == "HN"
