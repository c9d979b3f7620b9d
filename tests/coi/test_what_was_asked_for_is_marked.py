"""Found words are marked in a passage; nothing of the passage is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.coi.finding.marks import pieces

text = st.text(alphabet=st.sampled_from("aeñÉİﬁß gnrs.\n-"), max_size=80)


@given(text, st.lists(text, max_size=3), st.lists(text, max_size=2))
def test_the_pieces_together_are_the_passage(passage: str, words: list[str], phrases: list[str]) -> None:
    assert "".join(piece.text for piece in pieces(passage, words, phrases)) == passage


@pytest.mark.parametrize(
    ("passage", "words", "phrases", "found"),
    [
        ("Las extorsiones crecen.", ["extorsión"], [], ["extorsiones"]),
        ("Gangs extort traders", ["gang extortion"], [], ["Gangs", "extort"]),
        ("El derecho  de\npiso se paga", [], ["derecho de piso"], ["derecho  de\npiso"]),
        ("de la que por", ["de la que por"], [], []),
        ("MUJÉRES y mujeres", ["mujeres"], [], ["MUJÉRES", "mujeres"]),
        ("El personal del penal", ["persona"], [], ["personal"]),
        ("paro, para, parte", ["paro"], [], ["paro"]),
    ],
)
def test_words_are_known_by_their_beginning(
    passage: str, words: list[str], phrases: list[str], found: list[str]
) -> None:
    assert [piece.text for piece in pieces(passage, words, phrases) if piece.found] == found
