"""What rests on a version: found at once when it is superseded or withdrawn, and whoever answers for it is told.

Rooms and parts of this one say what they keep of country information (`rests`); the library says what happened
(`changed`). Neither knows the other.
"""

from acogida.coi.recall.registry import (
    CHANGES,
    FLAGGED,
    SUPERSEDED,
    WITHDRAWN,
    Resting,
    Tally,
    changed,
    counts,
    resting,
    rests,
    tallies,
    told,
    usage,
    used,
)

__all__ = [
    "CHANGES",
    "FLAGGED",
    "SUPERSEDED",
    "WITHDRAWN",
    "Resting",
    "Tally",
    "changed",
    "counts",
    "resting",
    "rests",
    "tallies",
    "told",
    "usage",
    "used",
]
