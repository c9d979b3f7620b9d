"""Cells of files that people open in a spreadsheet. Pure."""

from __future__ import annotations

from typing import Any


def harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, (int, float)):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(tuple("=+-@\t\r")) else text
