"""Which of several decisions a signatory opens when the rules let her sample. Pure.

The draw follows from a seed and the names of what is drawn from: whoever has both draws the same again.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection

from acogida.law import SigningRule


def how_many(rule: SigningRule, count: int) -> int:
    """How many of `count` are opened: the share, rounded up, and never fewer than the least."""
    return min(count, max(rule.sample_least, math.ceil(rule.sample_share * count)))


def draw(rule: SigningRule, names: Collection[str], seed: str) -> frozenset[str]:
    """The names that are drawn: those whose SHA-256 with the seed comes first."""

    def lot(name: str) -> bytes:
        return hashlib.sha256(f"{seed}:{name}".encode()).digest()

    return frozenset(sorted(names, key=lot)[: how_many(rule, len(names))])
