"""Differences by sentence; countries from what somebody typed. Both pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acogida.coi.library.differences import Change, between, compare
from acogida.coi.library.finding import guess


def kept(pieces, *changes):
    return [piece.text for piece in pieces if piece.change in changes]


def test_a_changed_sentence_is_shown_as_taken_out_and_put_in_with_one_neighbour_on_each_side():
    old = "Uno. Dos. Tres. Cuatro. Cinco. Seis. Siete."
    new = "Uno. Dos. Tres. CUATRO. Cinco. Seis. Siete."
    found = between(old, new, "es")
    assert [(piece.change, piece.text, piece.count) for piece in found.pieces] == [
        (Change.SKIPPED, "", 2), (Change.SAME, "Tres.", 1), (Change.REMOVED, "Cuatro.", 1), (Change.ADDED, "CUATRO.", 1),
        (Change.SAME, "Cinco.", 1), (Change.SKIPPED, "", 2),
    ]  # fmt: skip
    assert (found.added, found.removed, found.unchanged) == (1, 1, 6)


def test_blanks_and_line_ends_change_nothing():
    assert between("Uno  dos.\nTres.", "Uno dos. Tres.", "es").added == 0


def test_the_same_text_has_nothing_but_what_is_skipped():
    assert {piece.change for piece in between("Uno. Dos.", "Uno. Dos.", "es").pieces} <= {Change.SKIPPED}


SENTENCES = st.lists(st.sampled_from(["a.", "b.", "c.", "d.", "e."]), max_size=12)


@given(SENTENCES, SENTENCES)
def test_every_sentence_is_accounted_for(old, new):
    found = compare(old, new)
    assert found.removed + found.changed + found.unchanged == len(old)
    assert found.added + found.changed + found.unchanged == len(new)
    shown = [piece.count for piece in found.pieces if piece.change in (Change.SAME, Change.SKIPPED)]
    assert sum(shown) == found.unchanged


def test_a_sentence_that_became_another_shows_which_words_changed():
    old = "Uno. La policía nacional controla las fuerzas armadas del país. Otra cosa distinta."
    new = "Uno. La Policía Nacional controla las fuerzas armadas del país. Nada que ver con ello."
    found = between(old, new, "es")
    changed = next(piece for piece in found.pieces if piece.change == Change.CHANGED)
    assert changed.words[:4] == (
        (Change.SAME, "La"), (Change.REMOVED, "policía nacional"), (Change.ADDED, "Policía Nacional"),
        (Change.SAME, "controla las fuerzas armadas del país."),
    )  # fmt: skip
    assert kept(found.pieces, Change.REMOVED) == ["Otra cosa distinta."]
    assert kept(found.pieces, Change.ADDED) == ["Nada que ver con ello."]
    assert [piece.change for piece in found.pieces][-2:] == [Change.REMOVED, Change.ADDED]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("Ondura", "HN"), ("hnd", "HN"), ("salvador", "SV"), ("Gautemala", "GT"), ("venesuela", "VE"), ("Haïti", "HT")],
)
def test_a_country_is_found_by_a_misspelt_name(typed, first):
    assert guess(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "x", "xyzzy", "  "])
def test_nothing_is_like_nonsense(typed):
    assert guess(typed) == []
