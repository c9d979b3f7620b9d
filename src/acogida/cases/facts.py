"""What the case room can say when a pack asks."""

from __future__ import annotations

from typing import Any

from acogida.hooks.registry import fact


@fact("clocks_extended")
def clocks_extended(case: Any, claim: Any) -> int:
    """How many times the decision term was extended."""
    return sum(len(clock.extensions) for clock in case.clocks.filter(state__in=["running", "paused"]))
