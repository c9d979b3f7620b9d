"""What the history says to the person, in the five languages of her papers. Pure but for the file it reads."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "en", "fr", "ht", "pt")
DATA = Path(__file__).with_name("words.toml")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, list[str]]]:
    read: dict[str, Any] = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return read


def _in(table: str, code: str, language: str) -> str:
    texts = _tables()[table].get(code)
    short = language.split("-")[0]
    return texts[LANGUAGES.index(short) if short in LANGUAGES else 0] if texts else ""


def label(code: str, language: str) -> str:
    """A heading or sentence of the letter."""
    return _in("labels", code, language)


def labels(language: str) -> dict[str, str]:
    """All of them."""
    return {code: label(code, language) for code in _tables()["labels"]}


def act(code: str, language: str) -> str:
    """What was done."""
    return _in("acts", code, language)


def field(name: str, language: str) -> str:
    """A datum; its code where nobody wrote words for it."""
    return _in("fields", name, language) or name.replace("_", " ")


def purpose(code: str, language: str) -> str:
    """A purpose that no agreement words; "" where it is none of them."""
    return _in("purposes", code, language)


def why(code: str, language: str) -> str:
    """Why something did not leave."""
    return _in("refusals", code.split(":")[0], language) or _in("refusals", "other", language)
