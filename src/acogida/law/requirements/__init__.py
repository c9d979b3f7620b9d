"""Requirements asked once: what each official paper needs, what is known already, and the least the person is asked. Pure.

`explain` is the whole of it; `Requirements` (on `pack.requirements`) is the matrix as data.
"""

from __future__ import annotations

from acogida.law.requirements.explaining import explain
from acogida.law.requirements.matrix import Requirements
from acogida.law.requirements.shapes import STATES, Explanation, Issued, Known, Paper, Question, Saved, State, Waiting

__all__ = [
    "STATES",
    "Explanation",
    "Issued",
    "Known",
    "Paper",
    "Question",
    "Requirements",
    "Saved",
    "State",
    "Waiting",
    "explain",
]
