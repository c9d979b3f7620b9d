"""`POST /v1/children`: who a child is and where to ask for her. Only how many came is kept."""

from __future__ import annotations

from typing import Any

from simulators.agency import body_of, receipt
from simulators.routing import Refused, Request, Route
from simulators.server import Simulator
from simulators.store import Store

NAME = "SIMULADOR de la Procuraduría de Protección"
ALERTS = ("UNACCOMPANIED", "AT_RISK")


def hear(store: Store, request: Request) -> tuple[int, Any, str]:
    body = body_of(
        request, ("given_names", "alert", "case_reference", "office"),
        ("first_surname", "second_surname", "sex", "birth_date", "phone"),
    )  # fmt: skip
    if body["alert"] not in ALERTS:
        raise Refused(422, f"alert is one of {', '.join(ALERTS)}")
    return receipt(store, "PPNNA", "child", request, {"alert": body["alert"]})


routes = (Route("POST", "/v1/children", hear),)


def make(store: Store) -> Simulator:
    """The authority over a store."""
    return Simulator(NAME, routes, store)
