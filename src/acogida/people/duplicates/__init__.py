"""Possible duplicates and what is said of them.

`suspect` keeps pairs for the desk; `judge`, `confirm`, `decline` and `withdraw` are what people do there; `merge` and
`unmerge` say it of several at once.
"""

from __future__ import annotations

from acogida.people.duplicates.judging import (
    Change,
    JudgedMeanwhile,
    NotPossible,
    confirm,
    decline,
    judge,
    merge,
    unmerge,
    withdraw,
)
from acogida.people.duplicates.noticing import notice
from acogida.people.duplicates.suspicion import suspect

__all__ = [
    "Change", "JudgedMeanwhile", "NotPossible", "confirm", "decline", "judge", "merge", "notice", "suspect", "unmerge", "withdraw",
]  # fmt: skip
