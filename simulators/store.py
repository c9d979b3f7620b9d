"""What a simulator remembers: answers by key, so that a repeated request gets the first answer. SQLite, one file."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Store:
    """Answers by idempotency key, and names (such as CURPs) that may be given once. Safe between threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode = WAL;"
            "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, number INTEGER, answer TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS taken (name TEXT PRIMARY KEY, who TEXT NOT NULL);"
        )

    def once(self, key: str, make: Callable[[int], Any]) -> tuple[Any, int]:
        """The answer kept under `key`, made now if there is none, with its running number."""
        with self._lock:
            row = self._db.execute("SELECT answer, number FROM answers WHERE key = ?", (key,)).fetchone()
            if row:
                return json.loads(row[0]), row[1]
            number = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM answers").fetchone()[0]
            self._db.execute("BEGIN IMMEDIATE")
            try:
                answer = make(number)
                self._db.execute("INSERT INTO answers VALUES (?, ?, ?)", (key, number, json.dumps(answer)))
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            return answer, number

    def take(self, name: str, who: str) -> bool:
        """Give `name` to `who` if nobody has it. Only inside `once`."""
        return self._db.execute("INSERT OR IGNORE INTO taken VALUES (?, ?)", (name, who)).rowcount == 1

    def count(self) -> int:
        with self._lock:
            return int(self._db.execute("SELECT count(*) FROM answers").fetchone()[0])
