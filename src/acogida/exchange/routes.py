"""Other ways out than an agency's own address: where a room above delivers a message of the outbox itself.

A message sent with `route="kind:what"` stands in the same outbox and the same lines as all others, under the same firewall,
and people find it in the same list when it stops; only how it travels is the business of whoever registered `kind`. What
happens on a route says nothing about how the agency itself answers, and the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from acogida.exchange.models import OutboxMessage
from acogida.exchange.wire import Answer
from acogida.hooks.registry import Registry


class Closed(Exception):
    """Nothing may leave by this route any more; the text is one of firewall.Refusal. The message is refused, and its
    content dropped."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What came back, and the SHA-256 of all that left."""

    answer: Answer
    sha256: str


class Route(Protocol):
    """How messages of one kind of route travel."""

    def carry(self, message: OutboxMessage, seconds: float) -> Carried:
        """Deliver it. Raises wire.NoAnswer, wire.Rejected, or Closed."""

    def address(self, message: OutboxMessage) -> str:
        """Where it would go, as the firewall looks at it; "" where that is this machine's own."""

    def wait(self, message: OutboxMessage) -> float | None:
        """Seconds until it is tried again after no answer; None: not again, it stops and people see it."""


routes = Registry("route")


def route_of(message: OutboxMessage) -> Route | None:
    """Who delivers a message; None: it goes to the agency's own address."""
    if not message.route:
        return None
    chosen: Route = routes[message.route.partition(":")[0]]  # type: ignore[assignment]
    return chosen


def register(kind: str, route: Route) -> None:
    """Say who delivers messages whose route begins with `kind:`."""
    routes.register(kind)(route)  # type: ignore[arg-type]
