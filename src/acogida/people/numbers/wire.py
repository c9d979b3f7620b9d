"""What the population register can be asked, by name. `people.renapo` registers how; nothing here knows a wire.

    @asks("assign")
    def assign(number: IdentityNumber) -> OutboxMessage | None: ...

| name | called with | answers by |
|---|---|---|
| `assign` | a number that is requested | `actions.record` |
| `correct` | a number whose person's data were corrected, with a new requested one | `actions.record` |
| `renew` | a temporary number | `actions.renewed` |
| `permanent` | a temporary number | `actions.made_permanent` |
| `end` | a number that became inactive (`end_reason`) | `actions.answered` |
| `find_by_number` | request, person, CURP | returns `Lookup` |
| `find_by_data` | request, person | returns `Lookup` |

The first five put a message in the outbox within the caller's transaction and return it, or None when nothing can be said
(no whole birth date …). The last two wait for the answer, shortly, outside any transaction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from acogida.hooks.registry import Registry

_registry = Registry("question to the population register")
asks = _registry.register


@dataclass(frozen=True)
class Found:
    """One person of the population register, as it has her. `status`: what it says of the number, in words."""

    curp: str
    given_names: str
    first_surname: str
    second_surname: str
    sex: str
    birth_date: dt.date | None
    entity: str = ""
    status: str = ""
    active: bool = True


@dataclass(frozen=True)
class Lookup:
    """What a question at the counter gave. `answered` False: `why` says why not, in words."""

    answered: bool
    found: tuple[Found, ...] = ()
    why: str = ""


def can(name: str) -> bool:
    """Whether the register can be asked this here."""
    return name in _registry.names()


def ask(name: str, *arguments: Any) -> Any:
    """Ask it; None when it cannot be asked."""
    return _registry[name](*arguments) if can(name) else None
