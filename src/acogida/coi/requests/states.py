"""The way of a research request: which step leads from where to where, and whose it is. Pure.

The steps are those of the field (EUAA report methodology: terms of reference, research and drafting, peer review,
publication, follow-up).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """Who takes a step."""

    REQUESTER = "requester"  # who asked, or a colleague of hers who may ask
    RESEARCHER = "researcher"  # the COI unit, coi.research
    REVIEWER = "reviewer"  # the COI unit, coi.review, and not whoever wrote


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from any of `from_` to `to` (empty: it stays where it is)."""

    name: str
    from_: tuple[str, ...]
    to: str
    by: By


_BEFORE_ANSWER = ("submitted", "reformulate", "triaged", "assigned", "research", "drafting", "review", "returned")
_STEPS = (
    Step("submit", ("draft", "reformulate"), "submitted", By.REQUESTER),
    Step("cancel", ("draft", *_BEFORE_ANSWER), "cancelled", By.REQUESTER),
    Step("reformulate", ("submitted", "triaged"), "reformulate", By.RESEARCHER),
    Step("duplicate", ("submitted", "triaged"), "duplicate", By.RESEARCHER),
    Step("answered", ("submitted", "triaged"), "answered", By.RESEARCHER),
    Step("accept", ("submitted",), "triaged", By.RESEARCHER),
    Step("assign", ("triaged",), "assigned", By.RESEARCHER),
    Step("hand_over", ("assigned", "research", "drafting", "returned"), "", By.RESEARCHER),
    Step("research", ("assigned",), "research", By.RESEARCHER),
    Step("draft", ("assigned", "research"), "drafting", By.RESEARCHER),
    Step("review", ("drafting", "returned"), "review", By.RESEARCHER),
    Step("return", ("review",), "returned", By.REVIEWER),
    Step("approve", ("review",), "approved", By.REVIEWER),
    Step("reopen", ("approved",), "drafting", By.RESEARCHER),
    Step("issue", ("approved",), "issued", By.REVIEWER),
    Step("publish", ("issued", "published"), "published", By.REVIEWER),
    Step("narrow", ("issued", "published"), "issued", By.REVIEWER),  # read within the authority only
    Step("revise", ("issued", "published", "superseded", "withdrawn"), "drafting", By.RESEARCHER),
    Step("supersede", ("issued", "published"), "superseded", By.RESEARCHER),
    Step("withdraw", ("issued", "published"), "withdrawn", By.RESEARCHER),
    # A new version is on its way, and the one in force must not be used any more.
    Step("withdraw_meanwhile", ("drafting", "review", "returned", "approved"), "", By.RESEARCHER),
)
STEPS: dict[str, Step] = {step.name: step for step in _STEPS}

OPEN = ("submitted", "reformulate", "triaged", "assigned", "research", "drafting", "review", "returned", "approved")
WRITABLE = ("draft", "reformulate")  # who asked may change the words
DRAFTABLE = ("assigned", "research", "drafting", "returned")  # the answer may be written
ANSWERED = ("issued", "published", "superseded", "withdrawn", "answered")
CLOSED = ("duplicate", "answered", "cancelled", "issued", "published", "superseded", "withdrawn")
# The way as pages draw it: what counts as reached.
WAY = ("submitted", "triaged", "assigned", "drafting", "review", "approved", "issued")
_PLACE = {
    "draft": 0, "reformulate": 0, "submitted": 0, "triaged": 1, "assigned": 2, "research": 3, "drafting": 3,
    "returned": 3, "review": 4, "approved": 5, "issued": 7, "published": 7, "superseded": 7, "withdrawn": 7,
    "answered": 7,
}  # fmt: skip


def may(step: str, state: str) -> bool:
    """Whether `step` can be taken from `state`."""
    return state in STEPS[step].from_


def place(state: str) -> int:
    """How far along WAY a request in `state` is; -1 for one that was closed without an answer."""
    return _PLACE.get(state, -1)
