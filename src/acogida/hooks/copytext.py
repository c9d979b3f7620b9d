"""Rows as PostgreSQL's COPY text format. Pure: the server reads them as they stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\0"  # stands for null until the line is whole: PostgreSQL's text holds no such character
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_TEXT: dict[type, Callable[[Any], str]] = {
    dict: lambda value: _JSON(value) if value else "{}",
    list: lambda value: _JSON(value) if value else "[]",
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: _NULL,
}


def array(values: list[str]) -> str:
    """A PostgreSQL array of plain codes."""
    return "{" + ",".join(values) + "}"


def line(*values: Any) -> str:
    """One row: strings, numbers, dates, None, booleans, and dicts and lists as JSON. Most rows need no escaping, and
    one look at the whole line tells."""
    texts = [value if value.__class__ is str else _TEXT.get(value.__class__, str)(value) for value in values]
    whole = "\t".join(texts)
    if "\\" in whole or "\n" in whole or "\r" in whole or whole.count("\t") != len(texts) - 1:
        whole = "\t".join([text.translate(_ESCAPES) for text in texts])
    return whole.replace(_NULL, "\\N") + "\n"
