"""The four services of OSIA v7.1 that this register speaks, each below an address of its own: population registry and
data access both claim `/v1/persons`, with different meanings.

Beside the switches every simulator has, `POST /_simulator/…` takes: `death` {"curp"}, `change` {"curp", "attributes"},
`duplicate` {"target", "source"} (ids of persons), `deliver` (send what waits now), and the quirks `duplicate_rate`
(notifications that arrive twice) and `swap_rate` (surnames taken in the wrong order) of `behaviour`; `GET
/_simulator/people` lists who is in the register.
"""

from __future__ import annotations

from typing import Any

from simulators import agency, notifying
from simulators.renapo import events, numbering, population, reading, registry, seeds
from simulators.routing import Refused, mounted
from simulators.server import Simulator
from simulators.store import Store

NAME = "SIMULADOR de RENAPO"
routes = (
    *mounted("/pr", population.routes),
    *mounted("/uin", numbering.routes),
    *mounted("/notification", notifying.routes),
    *mounted("/data", reading.routes),
)


def make(store: Store, *, seeded: bool = True) -> Simulator:
    """The register over a store, with its invented people unless told otherwise."""
    registry.ready(store)
    if seeded:
        seeds.sow(store)
    return Simulator(
        NAME, routes, store, counts=registry.counts, quirks={**agency.QUIRKS, "swap_rate": 0.0},
        controls={
            "death": _death, "change": _change, "duplicate": _duplicate, "deliver": agency.deliver, "people": _people,
        },
    )  # fmt: skip


background = agency.background()  # sends the notifications that are due


def _death(simulator: Simulator, body: dict[str, Any]) -> Any:
    with simulator.store.transaction():
        events.death(simulator.store, registry.holder(simulator.store, _text(body, "curp"))[0])
    return {"told": notifying.waiting(simulator.store)}


def _change(simulator: Simulator, body: dict[str, Any]) -> Any:
    attributes = body.get("attributes")
    if not isinstance(attributes, dict):
        raise Refused(400, "attributes are an object")
    with simulator.store.transaction():
        return {"curp": events.change(simulator.store, _text(body, "curp"), attributes)}


def _duplicate(simulator: Simulator, body: dict[str, Any]) -> Any:
    target, source = _text(body, "target"), _text(body, "source")
    with simulator.store.transaction():
        registry.merge(simulator.store, target, source)
        events.duplicate(simulator.store, target, source)
    return {"told": notifying.waiting(simulator.store)}


def _people(simulator: Simulator, _body: dict[str, Any]) -> Any:
    return [
        {"personId": person, "status": identity["status"], **reading.known(identity)}
        for person, identity, _reference in registry.everybody(simulator.store)
    ]


def _text(body: dict[str, Any], name: str) -> str:
    if not isinstance(body.get(name), str):
        raise Refused(400, f"{name} is missing")
    return str(body[name])
