"""What differs between two packs, or two versions of one, in sentences a lawyer can read. Pure.

`walk` goes through both packs rule by rule, `words` and `values` say what it finds.
"""

from __future__ import annotations

from acogida.law.compare.walk import Change, compare
from acogida.law.compare.words import FILES

__all__ = ["FILES", "Change", "compare"]
