"""What the case room can say when a pack asks.

The packs of today derive the first two from the log; cases opened under an earlier one, kept whole, still ask for them.
"""

from __future__ import annotations

from typing import Any

from acogida.hooks.registry import fact


@fact("clocks_extended")
def clocks_extended(case: Any, claim: Any) -> int:
    """How many times the decision term was extended."""
    return sum(len(clock.extensions) for clock in case.clocks.all() if clock.state in ("running", "paused"))


@fact("appeal_term_over")
def appeal_term_over(case: Any, claim: Any) -> bool:
    """Whether the time to appeal has passed; before its clock started it has not."""
    clock = next((c for c in case.clocks.all() if c.clock == "C11" and claim and c.claim_id == claim.pk), None)
    return bool(clock and clock.due and clock.due < case.office.today())


@fact("childs_own_claim")
def childs_own_claim(case: Any, claim: Any) -> bool:
    """Whether the claim is a child's own: time and silence close none of those (LGDNNA art. 106)."""
    return bool(claim and claim.basis == "own" and claim.person.is_child(case.office.today()))
