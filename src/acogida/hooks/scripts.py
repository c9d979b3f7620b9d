"""Which script a text is written in (ISO 15924), by the names Unicode gives its letters. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter

LATIN = "Latn"
# First word of a letter's Unicode name → script, and the language most written in it (BCP 47).
_SCRIPTS = {
    "ADLAM": ("Adlm", "ff"), "ARABIC": ("Arab", "ar"), "ARMENIAN": ("Armn", "hy"), "BENGALI": ("Beng", "bn"),
    "CYRILLIC": ("Cyrl", "ru"), "DEVANAGARI": ("Deva", "hi"), "ETHIOPIC": ("Ethi", "am"), "GEORGIAN": ("Geor", "ka"),
    "GREEK": ("Grek", "el"), "GUJARATI": ("Gujr", "gu"), "GURMUKHI": ("Guru", "pa"), "HANGUL": ("Hang", "ko"),
    "CJK": ("Hani", "zh"), "HEBREW": ("Hebr", "he"), "HIRAGANA": ("Hira", "ja"), "KANNADA": ("Knda", "kn"),
    "KATAKANA": ("Kana", "ja"), "KHMER": ("Khmr", "km"), "LAO": ("Laoo", "lo"), "MALAYALAM": ("Mlym", "ml"),
    "MONGOLIAN": ("Mong", "mn"), "MYANMAR": ("Mymr", "my"), "NKO": ("Nkoo", "nqo"), "ORIYA": ("Orya", "or"),
    "SINHALA": ("Sinh", "si"), "SYRIAC": ("Syrc", "syr"), "TAMIL": ("Taml", "ta"), "TELUGU": ("Telu", "te"),
    "THAANA": ("Thaa", "dv"), "THAI": ("Thai", "th"), "TIBETAN": ("Tibt", "bo"), "TIFINAGH": ("Tfng", "zgh"),
    "VAI": ("Vaii", "vai"), "LATIN": (LATIN, ""),
}  # fmt: skip
_LANGUAGES = dict(_SCRIPTS.values())
RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa"})
OTHER = "Zyyy"


def script_of(text: str) -> str:
    """The script most letters of `text` are in; of one without letters, or in a script not known here, `Zyyy`.

    >>> script_of("محمد عبد الله"), script_of("Marie Délva"), script_of("山田 太郎"), script_of("1234")
    ('Arab', 'Latn', 'Hani', 'Zyyy')
    """
    counted = Counter(_script(char) for char in text if unicodedata.category(char)[0] == "L")
    return counted.most_common(1)[0][0] if counted else OTHER


def language_of(script: str) -> str:
    """The language most written in a script; empty for Latin and for one not known here. What a screen reader needs to
    say a name in it, and no statement about the person."""
    return _LANGUAGES.get(script, "")


def _script(char: str) -> str:
    return _SCRIPTS.get(unicodedata.name(char, "").split(" ")[0], (OTHER, ""))[0]
