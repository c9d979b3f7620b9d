"""Passages: at most 120 words, within a section, at known places, and nothing lost between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acogida.coi.intake.passages import LETTERS, WORDS, Section, cut

texts = st.lists(
    st.sampled_from(
        ["Uno", "dos,", "tres.", "¿Cuatro?", "\n\n", "\n", "  ", "seis;", "日本語", "x" * 40, "\u00a0", "«ocho»."]
    ),
    max_size=600,
).map(" ".join) | st.text(max_size=4000)


@given(texts, st.data())
def test_nothing_is_lost_and_every_place_is_right(text, data):
    starts = sorted(data.draw(st.sets(st.integers(0, max(0, len(text))), max_size=5)))
    sections = [Section((f"S{n}",), start) for n, start in enumerate(starts)]
    found = cut(text, sections)
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert "".join("".join(text[each.start : each.end].split()) for each in found) == "".join(text.split())
    for each in found:
        passage = text[each.start : each.end]
        assert 1 <= len(passage.split()) <= WORDS and passage == passage.strip() and len(passage) <= LETTERS
        assert not any(each.start < start < each.end for start in starts)
        held = [f"S{n}" for n, start in enumerate(starts) if start <= each.start]
        assert each.section == tuple(held[-1:])


def test_passages_end_with_sentences_and_are_of_about_the_same_length():
    sentence = "La policía recibe pocas denuncias porque las víctimas temen represalias de las pandillas. "
    found = cut(sentence * 30)
    assert all((sentence * 30)[each.start : each.end].endswith(".") for each in found)
    lengths = [len((sentence * 30)[each.start : each.end].split()) for each in found]
    assert max(lengths) - min(lengths) <= 13 and max(lengths) <= WORDS


def test_a_sentence_without_end_is_cut_at_a_clause():
    text = ", ".join(f"la cláusula número {n} de una frase que no termina" for n in range(60))
    found = cut(text)
    assert len(found) > 1
    assert all(text[each.end - 1] == "," for each in found[:-1])


def test_pages_are_counted_from_one_and_a_passage_may_span_two():
    text = "Página uno. " + "palabra " * 20 + "sigue en la otra."
    found = cut(text, pages=[(0, 50), (50, len(text))])
    assert [(each.page_from, each.page_to) for each in found] == [(1, 2)]
    assert cut("Sin páginas.")[0].page_from is None
