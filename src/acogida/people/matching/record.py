"""What is known of somebody, as it was written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of somebody, as written; anything may be missing."""

    given: str = ""
    first: str = ""
    second: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    sex: str = ""  # F M X or ""
    nationality: str = ""  # ISO 3166-1 alpha-2 or ""
    other_names: tuple[str, ...] = ()  # aliases, names on documents, own script
    date_text: str = ""  # an impossible date, kept as written
