"""How long to wait before trying again. Pure."""

from __future__ import annotations

import random

FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0  # seconds


def wait(failures: int, chance: random.Random | None = None) -> float:
    """Seconds after the `failures`-th failure in a row: 2, 4, 8 … 300, each within three tenths, so that what failed
    together does not come back together."""
    spread = (chance or random).uniform(0.7, 1.3)
    return float(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(max(failures - 1, 0), 20)) * spread)
