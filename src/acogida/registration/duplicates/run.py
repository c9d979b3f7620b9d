"""One sitting at the desk: under which filters, how far, what was put off, and what was said last so that it can be undone.

Kept in the session: ids, and nothing about anybody.
"""

from __future__ import annotations

import uuid
from typing import Any

from acogida.registration.duplicates import queue

KEY = "duplicates"
MOST = 300  # pairs put off that are remembered


class Run:
    """The sitting of a request's session."""

    def __init__(self, request: Any) -> None:
        self._session = request.session
        self._data: dict[str, Any] = self._session.get(KEY, {})

    @property
    def filters(self) -> queue.Filters:
        return queue.Filters.read(self._data.get("query", {}))

    @property
    def skipped(self) -> list[str]:
        return list(self._data.get("skipped", []))

    @property
    def last(self) -> dict[str, Any]:
        """What was said last: ids of the judgements, the verdict, and the pair it was about."""
        return dict(self._data.get("last", {}))

    @property
    def number(self) -> int:
        """Which one this is, from 1."""
        return min(int(self._data.get("done", 0)) + 1, max(self.total, 1))

    @property
    def total(self) -> int:
        return int(self._data.get("total", 0))

    def start(self, user: Any, filters: queue.Filters) -> None:
        """Begin anew under these filters."""
        total = queue.page(user, filters).total
        self._keep({"query": filters.query(), "total": total, "done": 0, "skipped": [], "last": {}})

    def judged(self, judgements: list[uuid.UUID], verdict: str, pair: uuid.UUID) -> None:
        """One more answered."""
        said = {"ids": [str(each) for each in judgements], "verdict": verdict, "pair": str(pair)}
        skipped = [*self.skipped, str(pair)][-MOST:] if verdict == "unsure" else self.skipped
        self._keep({**self._data, "done": self._data.get("done", 0) + 1, "last": said, "skipped": skipped})

    def skip(self, pairs: list[uuid.UUID]) -> None:
        """Put off: it does not come back in this sitting."""
        skipped = [*self.skipped, *map(str, pairs)][-MOST:]
        self._keep({**self._data, "done": self._data.get("done", 0) + 1, "skipped": skipped, "last": {}})

    def undone(self) -> None:
        self._keep({**self._data, "done": max(self._data.get("done", 0) - 1, 0), "last": {}})

    def _keep(self, data: dict[str, Any]) -> None:
        self._data = data
        self._session[KEY] = data
