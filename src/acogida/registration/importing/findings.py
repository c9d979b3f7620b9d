"""What is wrong or doubtful in a row, by code; `words` says it to people. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ERROR, WARNING = "error", "warning"  # not brought in · brought in, and somebody should look


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one cell (or a whole row, when `column` is empty; the whole file, when `row` is 0)."""

    level: str
    code: str
    row: int
    column: str = ""
    value: str = ""
    params: dict[str, Any] = field(default_factory=dict)
