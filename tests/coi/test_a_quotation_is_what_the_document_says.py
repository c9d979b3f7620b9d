from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.coi.quoting import LONGEST, exact, locate, occurs

TEXT = (
    "The police rarely investigated killings of journalists; as one put it, \u201cnobody\u2019s case was perse-\ncuted\u201d.\n"
    "In 2022 the well-\nknown gang \u00abMara\u00bb controlled  short- and long-term rents. She fled. 1,204 people were killed."
)
WORDS = st.lists(
    st.text(st.characters(codec="utf-8", categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=8),
    min_size=3,
    max_size=25,
)


@pytest.mark.parametrize(
    "quote",
    [
        "The police rarely investigated killings",
        "rarely   investigated\n killings of  journalists",
        '"nobody\'s case was persecuted"',
        "case was perse- cuted",
        "case was perse-\ncuted",
        'the well-known gang "Mara"',
        "the well- known gang",
        "controlled short- and long-term rents",
        "1,204 people were killed.",
    ],
)
def test_what_copying_does_to_a_text_is_forgiven(quote: str) -> None:
    found = locate(TEXT, quote)
    assert found is not None
    assert TEXT[slice(*found)] == exact(TEXT, quote)


def test_what_is_kept_is_the_documents_own_words() -> None:
    assert exact(TEXT, 'as one put it, "nobody\'s case was persecuted"') == (
        "as one put it, \u201cnobody\u2019s case was perse-\ncuted\u201d"
    )


@pytest.mark.parametrize(
    "quote",
    [
        "The police never investigated killings",
        "the police rarely investigated",  # a capital
        "1,024 people were killed",
        "12 04 people",
        "he fled",  # of "She fled"
        "olice rarely",
        "people were kille",
        "police investigated killings",  # a word left out
        "and longterm rents",
        "",
        " \n",
        "\u201d.",
        "x" * (LONGEST + 1),
    ],
)
def test_another_word_is_another_text(quote: str) -> None:
    assert not occurs(TEXT, quote)


def test_only_the_passage_is_looked_at_when_it_is_given() -> None:
    at = TEXT.index("In 2022")
    assert locate(TEXT, "She fled.", 0, at) is None
    assert locate(TEXT, "She fled.", at) == (TEXT.index("She fled."), TEXT.index("She fled.") + 9)
    assert locate(TEXT, "She", 0, TEXT.index("She fled") + 3) is not None
    assert locate(TEXT, "Sh", 0, TEXT.index("She fled") + 2) is None


def test_letters_with_their_accents_apart_are_the_same_letters() -> None:
    assert occurs("La población huyó.", "poblacio\u0301n huyo\u0301")
    assert occurs("La poblacio\u0301n huyo\u0301.", "población huyó")
    assert not occurs("La población huyó.", "poblacion huyo")


@settings(max_examples=120, deadline=None)
@given(WORDS, st.data())
def test_any_run_of_words_is_found_however_its_blanks_were_copied(words: list[str], data: st.DataObject) -> None:
    blanks = st.sampled_from([" ", "\n", "  ", "\t", "\u00a0"])
    text = "".join(word + data.draw(blanks) for word in words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = "".join(word + data.draw(blanks) for word in words[first : last + 1])
    found = exact(text, quote)
    assert found is not None
    assert found.split() == quote.split()


@settings(max_examples=120, deadline=None)
@given(WORDS, st.data())
def test_a_quotation_with_a_word_changed_is_found_only_where_it_stands(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    at = data.draw(st.integers(0, len(words) - 1))
    changed = [*words[:at], words[at] + "x", *words[at + 1 :]]
    assert not occurs(text, " ".join(changed))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120), st.text(min_size=1, max_size=12))
def test_whatever_is_found_reads_the_same(text: str, quote: str) -> None:
    found = exact(text, quote)
    if found is not None:
        assert _letters(found) == _letters(quote)


def _letters(text: str) -> str:
    import unicodedata

    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", text))
