"""A term as files carry it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from acogida.languages.terms.matching import ADMITTED, FORBIDDEN, PREFERRED

STATUSES = (PREFERRED, ADMITTED, FORBIDDEN)


@dataclass(frozen=True)
class Row:
    """`where`: the line or entry of the file."""

    source_language: str
    target_language: str
    source: str
    target: str
    status: str = PREFERRED
    subject: str = ""
    note: str = ""
    where: str = ""
