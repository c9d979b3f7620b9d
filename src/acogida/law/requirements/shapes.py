"""What goes into an explanation and what comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from acogida.law.model.base import Text, text_in

State = Literal["issued", "again", "ready", "waiting", "missing", "not_yet"]
STATES: tuple[State, ...] = get_args(State)
"""issued: she has it · again: she has it, but it is to be made anew · ready: nothing lacks · waiting: others have to act first
· missing: the person has to give something · not_yet: it has not come up (or never does, for her)."""


class Known(NamedTuple):
    """Something known of a person that satisfies an item: which evidence, of when, until when it holds; declared, documented
    or verified; where it comes from. `person`: the relative who gave it, when it was not herself."""

    item: str
    evidence: str
    on: dt.date
    until: dt.date | None = None
    basis: str = "declared"
    source: str = ""
    person: str = ""


class Issued(NamedTuple):
    """A paper the person has, good until its last day. `again`: why it is to be made anew: the codes of the items that
    changed ("I01,I06"), or a sentence. `renew_by`: the last day of something on it (a code) that is renewed, while the paper
    itself stands."""

    document: str
    on: dt.date
    until: dt.date | None = None
    again: str = ""
    renew_by: dt.date | None = None

    def stands(self, on: dt.date) -> bool:
        """Whether the paper is good on a day."""
        return self.until is None or self.until >= on

    def to_be_made_again(self, on: dt.date) -> bool:
        return bool(self.again) or not self.stands(on) or (self.renew_by is not None and self.renew_by < on)


class Waiting(NamedTuple):
    """An item that somebody else provides: a paper that makes it, or an agency (its code); "" when nobody can."""

    item: str
    whom: str


class Question(NamedTuple):
    """Something to ask the person: the item, the evidence that answers it (the best first), the papers it serves."""

    item: str
    evidence: tuple[str, ...]
    documents: tuple[str, ...]


class Saved(NamedTuple):
    """What asking once saves, for the papers asked about: single requirements, distinct items among them, items known
    already, items the State provides, items still to come from the person."""

    requirements: int
    items: int
    answered: int
    by_state: int
    from_person: int


class Paper(NamedTuple):
    """One paper for one person. `missing`: items she has to give; `helpful`: items not there whose absence bars nothing;
    `reason`: why it is not yet, or again (a text of the pack, or a plain sentence)."""

    code: str
    state: State
    missing: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    helpful: tuple[str, ...]
    satisfied: Mapping[str, Known]
    reason: Text | str | None
    issued: Issued | None

    def as_json(self, language: str = "es") -> dict[str, Any]:
        return {
            "document": self.code,
            "state": self.state,
            "missing": list(self.missing),
            "waiting": [waiting._asdict() for waiting in self.waiting],
            "helpful": list(self.helpful),
            "satisfied": {item: known_as_json(known) for item, known in self.satisfied.items()},
            "reason": text_in(self.reason, language) if self.reason else "",
            "issued": {"on": _day(self.issued.on), "until": _day(self.issued.until)} if self.issued else None,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every paper with its state, the least the person has to be asked for those wanted, and what was saved.

    `expired`: evidence that no longer holds, by item, where no other took its place.
    """

    documents: tuple[Paper, ...]
    ask: tuple[Question, ...]
    saved: Saved
    expired: Mapping[str, Known]

    def paper(self, code: str) -> Paper:
        """The paper with that code; LookupError when the pack has none."""
        for paper in self.documents:
            if paper.code == code:
                return paper
        raise LookupError(code)

    def as_json(self, language: str = "es") -> dict[str, Any]:
        """One JSON object; reasons in `language`."""
        return {
            "documents": [paper.as_json(language) for paper in self.documents],
            "ask": [{"item": q.item, "evidence": list(q.evidence), "documents": list(q.documents)} for q in self.ask],
            "saved": self.saved._asdict(),
            "expired": {item: known_as_json(known) for item, known in self.expired.items()},
        }


def known_as_json(known: Known) -> dict[str, Any]:
    """Where an answer comes from; the answer itself is nobody's business here."""
    return {
        "evidence": known.evidence,
        "on": _day(known.on),
        "until": _day(known.until),
        "basis": known.basis,
        "source": known.source,
        "person": known.person,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
