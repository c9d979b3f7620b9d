"""The search box: words stay words, operators become chips, and what is shown can be typed again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.coi.finding.syntax import NEGATABLE, Chip, Typed, day, parse, token, write

texts = st.text(alphabet=st.sampled_from('abñÉ 12-:"“”«»/.\n\tpaís:fuente:'), max_size=60) | st.text(max_size=40)
word = st.text(alphabet="abcñéÑ12", min_size=1, max_size=8)
value = st.lists(word, min_size=1, max_size=3).map(" ".join)
fields = st.sampled_from(["country", "source", "kind", "topic", "language", "since", "until", "editions", "phrase"])


@st.composite
def chips(draw: st.DrawFn) -> Chip:
    if draw(st.booleans()):
        return Chip("word", draw(word), negative=True)
    field = draw(fields)
    return Chip(field, draw(value), draw(st.booleans()) and field in NEGATABLE)


@given(texts)
def test_what_the_page_shows_of_anything_typed_can_be_typed_again(text: str) -> None:
    typed = parse(text)
    assert parse(write(typed)) == typed


@given(chips())
def test_a_chip_written_down_is_the_same_chip(chip: Chip) -> None:
    assert parse(token(chip)) == Typed("", (chip,))


@given(st.lists(word, max_size=4), st.lists(chips(), max_size=4))
def test_words_and_chips_do_not_mix(words: list[str], typed: list[Chip]) -> None:
    found = parse(" ".join([*words, *map(token, typed)]))
    assert found.words == " ".join(words)
    assert set(found.chips) <= set(typed)


def test_operators_of_a_search() -> None:
    typed = parse('extorsión a comerciantes "derecho de piso" -fútbol país:Honduras -fuente:"La Prensa" desde:2024')
    assert typed.words == "extorsión a comerciantes"
    assert typed.chips == (
        Chip("phrase", "derecho de piso"),
        Chip("word", "fútbol", True),
        Chip("country", "Honduras"),
        Chip("source", "La Prensa", True),
        Chip("since", "2024"),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("anti-maras", "anti-maras"),
        ("maras - pandillas", "maras pandillas"),
        ('un "comienzo sin fin', "un comienzo sin fin"),
        ("https://example.org/a", "https://example.org/a"),
        ("artículo:5 de la ley", "artículo:5 de la ley"),
        ("", ""),
    ],
)
def test_what_only_looks_like_an_operator_is_searched_for(text: str, words: str) -> None:
    assert parse(text) == Typed(words)


def test_english_and_accents_and_other_quotation_marks() -> None:
    assert parse("PAIS:HN pais:HN").chips == (Chip("country", "HN"),)
    assert parse("country:HN «sin salida» -“con salida”").chips == (
        Chip("country", "HN"),
        Chip("phrase", "sin salida"),
        Chip("phrase", "con salida", True),
    )


def test_the_last_word_counts() -> None:
    assert parse("país:HN -país:HN").chips == (Chip("country", "HN", True),)
    assert parse("desde:2023 desde:2024").chips == (Chip("since", "2024"),)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("30/06/2024", dt.date(2024, 6, 30), dt.date(2024, 6, 30)),
        ("06-2024", dt.date(2024, 6, 1), dt.date(2024, 6, 30)),
        ("2024-13", None, None),
        ("ayer", None, None),
    ],
)
def test_a_date_may_be_a_year_or_a_month(text: str, first: dt.date | None, last: dt.date | None) -> None:
    assert (day(text), day(text, last=True)) == (first, last)
