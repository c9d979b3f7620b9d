"""Possible duplicates and what is said of them.

`suspect` keeps pairs for the desk; `judge`, `confirm`, `decline` and `withdraw` are what people do there.
"""

from __future__ import annotations

from acogida.people.duplicates.suspicion import suspect

__all__ = ["suspect"]
