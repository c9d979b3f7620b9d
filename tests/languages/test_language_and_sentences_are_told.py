"""Which language a text is in, and where its sentences end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.languages.detect import AT_CHANCE, language_of
from acogida.languages.sentences import split

TEXTS = {
    "es": "La mujer fue amenazada por la pandilla y huyó a Tapachula.",
    "en": "The woman was threatened by the gang and fled to the border.",
    "fr": "La femme a été menacée par le gang et a fui vers la frontière.",
    "pt": "A mulher foi ameaçada pela gangue e fugiu para a fronteira.",
    "ht": "Gang nan te menase fanm nan epi li te kouri al sou fwontyè a.",
    "quc": "Konojel ri winaq are taq kchomaxik chi ronojel rumal ri taqanik ruk junam.",
    "cab": "Sun gürigia haun lun lidan aban ubau, saminaü lun luagu giñe.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_is_told_also_of_the_regions_own(code: str) -> None:
    assert language_of(TEXTS[code]).code == code
    assert (code in AT_CHANCE) == (len(code) == 3)


def test_without_letters_no_language_is_claimed() -> None:
    assert language_of("12.03.2021 – 45 %") == ("und", 0.0)
    assert language_of("Choluteca").confidence < 0.6, "one name says little"


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("es", "El Col. Pérez llegó el 3 de ene. de 2024 por el art. 5 de la ley. Luego salió.", 2),
        ("es-MX", "La Sra. López y el Lic. Ruiz no vinieron. ¿Por qué? Nadie lo dijo.", 3),
        ("en", "Col. Smith came on Jan. 3. See para. 12. He left.", 3),
        ("en", "They may. No. 5 says so.", 2),
        ("fr", "M. Durand est venu en janv. 2021. Il est parti.", 2),
        ("ht", "Li vini. Li ale.", 2),
        ("es", "  \n ", 0),
    ],
)
def test_abbreviations_end_no_sentence(language: str, text: str, sentences: int) -> None:
    assert len(split(text, language)) == sentences, [text[a:b] for a, b in split(text, language)]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="aB. ,?!¿«»\n\té1", max_size=60), st.sampled_from(["es", "en", "fr", "pt", "ht", "zh"]))
def test_sentences_hold_every_letter_in_order(text: str, language: str) -> None:
    spans = split(text, language)
    assert all(a < b for a, b in spans) and all(b <= c for (_a, b), (c, _d) in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
