"""Who issues or requests each paper here, as this page asks it."""

from __future__ import annotations

import datetime as dt

from acogida.certificates import kinds, papers
from acogida.certificates.requirements import matrix
from acogida.people.models import Person


def of(code: str) -> papers.PaperOf | None:
    """Who issues or requests this paper; None where the person asks for it herself."""
    known = papers.of(code)
    return known if known and known.verb else None


def codes() -> frozenset[str]:
    """The papers that are issued or requested here."""
    return frozenset(code for code in matrix.in_force().documents if of(code))


def requested(code: str, person: Person) -> dt.date | None:
    """Since when the paper is asked of who issues it, without an answer yet."""
    known = of(code)
    return known.asked(person) if known else None


def document_of(kind: str) -> str:
    """The paper that a kind of certificate is; empty for one that is none of the pack's."""
    found = next((row for row in kinds.pack().kinds if row.code == kind), None)
    return (found and (found.document or found.beside)) or ""
