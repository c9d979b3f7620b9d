"""Learning the weights: how often things agree for one person (m) and for two (u). Pure.

`features.py` turns pairs into counts of levels, on which the bits are linear; `model.py` finds m and u from them; `learning.py` does it with
labels, or on a register without any (expectation–maximisation, u from random pairs).
"""

from __future__ import annotations

from acogida.people.matching.training.learning import Found, with_labels, without_labels

__all__ = ["Found", "with_labels", "without_labels"]
