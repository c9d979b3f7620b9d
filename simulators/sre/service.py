"""The Ministry: opinions, the statutory list (LSR art. 53), travel documents, and what it tells by itself.

Beside the switches every simulator has, those of opinions.py and of papers.py, `deliver` and `duplicate_rate` as for INM.
"""

from __future__ import annotations

from typing import Any

from simulators import agency, notifying, papers
from simulators.routing import Request, Route, mounted
from simulators.server import Simulator
from simulators.sre import opinions
from simulators.store import Store

NAME = "SIMULADOR de la SRE"
DOCUMENTS = papers.Desk(("TRAVEL",), "DOCUMENT", "SRE")


def take_list(store: Store, request: Request) -> tuple[int, Any, str]:
    """The list of applicants and refugees; only its hash and its length are kept."""
    body = agency.body_of(request, ("list_sha256", "entries"), ("made_on",))
    return agency.receipt(store, "SRE", "list", request, {"sha256": body["list_sha256"], "entries": body["entries"]})


routes = (
    *opinions.routes, Route("POST", "/v1/lists", take_list), *DOCUMENTS.routes, *mounted("/notification", notifying.routes),
)  # fmt: skip


def make(store: Store) -> Simulator:
    """The Ministry over a store."""
    agency.with_topics(store, (opinions.TOPIC, *DOCUMENTS.topics))
    quirks = {**agency.QUIRKS, "delay": papers.DELAY, "opinion_delay": opinions.DELAY, "silence_rate": 0.0}
    return Simulator(
        NAME, routes, store, counts=papers.counts, quirks=quirks,
        controls={**DOCUMENTS.controls, "answer": opinions.answer, "deliver": agency.deliver},
    )  # fmt: skip


def _work(simulator: Simulator) -> None:
    opinions.answer_due(simulator)
    DOCUMENTS.decide_due(simulator)


background = agency.background(_work)
