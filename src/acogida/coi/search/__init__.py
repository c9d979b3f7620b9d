"""Passages found again: a question in one language, passages in any (docs/coi.md, Search; record 28 in docs/adr)."""

from __future__ import annotations

from acogida.coi.search.engine import search
from acogida.coi.search.query import Hit, Query, Results, Searched, Why

__all__ = ["Hit", "Query", "Results", "Searched", "Why", "search"]
