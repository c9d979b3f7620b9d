"""How often a partner may ask, and how often anybody may be wrong.

Counts stand in one unlogged table, so that all web processes see the same ones: one statement per call and key.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import connection

HIT = """
INSERT INTO partners_tally AS t (key, "window", count, last) VALUES (%s, %s, 1, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET count = CASE WHEN t."window" = EXCLUDED."window" THEN t.count + 1 ELSE 1 END,
"window" = EXCLUDED."window", last = EXCLUDED.last RETURNING count
"""
SEEN = 'SELECT key, "window", count FROM partners_tally WHERE key = ANY(%s)'


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so many seconds."""

    most: int
    seconds: int

    def window(self) -> int:
        """The present window, by its number."""
        return int(time.time()) // self.seconds

    def left(self) -> int:
        """Seconds until the next window."""
        return self.seconds - int(time.time()) % self.seconds


# Wrong secrets: of one client from one address, from one address at all, and of one client from anywhere. The last one is
# high, so that nobody far away can lock a partner out by being wrong in its name.
WRONG_PAIR, WRONG_ADDRESS, WRONG_CLIENT = Limit(5, 300), Limit(30, 300), Limit(300, 300)
TOKENS = Limit(60, 60)  # good for one client; a token is good for ten minutes
WRONG_TOKENS = Limit(60, 60)  # from one address
GUESSES = Limit(5, 3600)  # of one client about one person: data that did not fit


@dataclass(frozen=True, slots=True)
class Count:
    """What one call used up."""

    limit: Limit
    used: int

    @property
    def over(self) -> bool:
        return self.used > self.limit.most

    def headers(self) -> dict[str, str]:
        """RateLimit-* of the answer, and Retry-After where it is too much."""
        left = str(self.limit.left())
        said = {
            "RateLimit-Limit": str(self.limit.most),
            "RateLimit-Remaining": str(max(0, self.limit.most - self.used)),
            "RateLimit-Reset": left,
        }
        return {**said, "Retry-After": left} if self.over else said


def calls() -> Limit:
    """How many calls a client may make in a minute."""
    return Limit(int(settings.PARTNER_CALLS_A_MINUTE), 60)


def count(limit: Limit, *parts: object) -> Count:
    """Count one more under a key."""
    with connection.cursor() as cursor:
        cursor.execute(HIT, [key(*parts), limit.window()])
        return Count(limit, cursor.fetchone()[0])


def reached(pairs: Iterable[tuple[Limit, tuple[object, ...]]]) -> Limit | None:
    """The first limit that is used up, without counting."""
    asked = [(limit, key(*parts)) for limit, parts in pairs]
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [[name for _limit, name in asked]])
        counts = {(name, window): used for name, window, used in cursor.fetchall()}
    return next((limit for limit, name in asked if counts.get((name, limit.window()), 0) >= limit.most), None)


def forget(*parts: object) -> None:
    """Somebody was right at last."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM partners_tally WHERE key = %s", [key(*parts)])


def address_of(request: Any) -> str:
    """The caller's address, as the house's one lock-out sees it (behind as many proxies as the settings say)."""
    return str(get_adapter(request).get_client_ip(request))


def key(*parts: object) -> str:
    """Parts joined; what a caller chose or what names somebody is kept as a hash only."""
    head, *rest = (str(part) for part in parts)
    return f"{head}:{hashlib.sha256(':'.join(rest).encode()).hexdigest()}" if rest else head
