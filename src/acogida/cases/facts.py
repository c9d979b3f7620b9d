"""What the case room can say when a pack asks."""

from __future__ import annotations

from typing import Any

from acogida.hooks.registry import fact


@fact("clocks_extended")
def clocks_extended(case: Any, claim: Any) -> int:
    """How many times the decision term was extended."""
    return sum(len(clock.extensions) for clock in case.clocks.filter(state__in=["running", "paused"]))


@fact("appeal_term_over")
def appeal_term_over(case: Any, claim: Any) -> bool:
    """Whether the time to appeal has passed; before its clock started it has not."""
    clock = case.clocks.filter(claim=claim, clock="C11").first()
    return bool(clock and clock.due and clock.due < case.office.today())


@fact("childs_own_claim")
def childs_own_claim(case: Any, claim: Any) -> bool:
    """Whether the claim is a child's own: time and silence close none of those (LGDNNA art. 106)."""
    return bool(claim and claim.basis == "own" and claim.person.is_child(case.office.today()))
