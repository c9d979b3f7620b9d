"""The institute: notices, cards, and what it tells by itself (OSIA's notification, below `/notification`).

Beside the switches every simulator has, and those of papers.py: `deliver` sends what waits, `duplicate_rate` of `behaviour`
is the share of notifications that arrive twice.
"""

from __future__ import annotations

from simulators import agency, notifying, papers
from simulators.inm import notices
from simulators.routing import mounted
from simulators.server import Simulator
from simulators.store import Store

NAME = "SIMULADOR del INM"
CARDS = papers.Desk(("TVRH", "RESIDENT"), "CARD", "INM")
routes = (*notices.routes, *CARDS.routes, *mounted("/notification", notifying.routes))


def make(store: Store) -> Simulator:
    """The institute over a store."""
    agency.with_topics(store, CARDS.topics)
    return Simulator(
        NAME, routes, store, counts=papers.counts, quirks={**agency.QUIRKS, "delay": papers.DELAY},
        controls={**CARDS.controls, "deliver": agency.deliver},
    )  # fmt: skip


background = agency.background(CARDS.decide_due)
