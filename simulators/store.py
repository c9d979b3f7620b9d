"""What a simulator remembers: answers by key, so that a repeated request gets the first answer. SQLite, one file."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Store:
    """Answers by idempotency key, names (such as CURPs) that may be given once, and an agency's own tables. Safe between
    threads: one connection, one at a time. What breaks a rule of the tables raises `conflict`."""

    conflict = sqlite3.IntegrityError

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.RLock()
        self._schemas: set[str] = set()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(
            "PRAGMA journal_mode = WAL;"
            "PRAGMA synchronous = NORMAL;"
            "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, number INTEGER, answer TEXT NOT NULL);"
            "CREATE INDEX IF NOT EXISTS answers_in_order ON answers (number);"
            "CREATE TABLE IF NOT EXISTS taken (name TEXT PRIMARY KEY, who TEXT NOT NULL);"
        )

    def use(self, schema: str) -> None:
        """Make an agency's own tables (`CREATE … IF NOT EXISTS`), once for each store."""
        with self._lock:
            if schema not in self._schemas:
                for statement in schema.split(";"):  # `executescript` would end the transaction it stands in
                    self._db.execute(statement)
                self._schemas.add(schema)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; one within another belongs to it."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """How many rows it changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def once(self, key: str, make: Callable[[int], Any]) -> tuple[Any, int]:
        """The answer kept under `key`, made now if there is none, with its running number."""
        with self.transaction():
            for row in self.rows("SELECT answer, number FROM answers WHERE key = ?", key):
                return json.loads(row["answer"]), row["number"]
            number = self.rows("SELECT coalesce(max(number), 0) + 1 AS next FROM answers")[0]["next"]
            answer = make(number)
            self.run("INSERT INTO answers VALUES (?, ?, ?)", key, number, json.dumps(answer))
            return answer, number

    def take(self, name: str, who: str) -> bool:
        """Give `name` to `who` if nobody has it."""
        return self.run("INSERT OR IGNORE INTO taken VALUES (?, ?)", name, who) == 1

    def count(self) -> int:
        return int(self.rows("SELECT count(*) AS n FROM answers")[0]["n"])
