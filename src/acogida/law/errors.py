"""What goes wrong with a pack or a reckoning, said so that a lawyer can act on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class LawError(ValueError):
    """Base of every error this room raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a pack: the file, the place inside it, and what to change."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.where}" if self.where else self.file
        return f"{place}: {self.message}"

    def as_json(self) -> dict[str, str]:
        return {"file": self.file, "where": self.where, "message": self.message}


class PackError(LawError):
    """A pack cannot be used; `problems` lists everything found, not only the first."""

    def __init__(self, pack: str, problems: Iterable[Problem]) -> None:
        self.pack = pack
        self.problems = tuple(problems)
        lines = "\n".join(f"  - {problem}" for problem in self.problems)
        super().__init__(f"the pack {pack!r} has {len(self.problems)} problem(s):\n{lines}")


class UnknownRule(LawError, LookupError):
    """A name (clock, stage, transition, calendar, office) that the pack does not have."""


class MissingFact(LawError, LookupError):
    """A condition needs a fact that was not given."""


class OutsideCalendar(LawError):
    """A date lies outside the years the pack's calendar covers."""
