"""OSIA's UIN management (uin.yaml), below `/uin`: a CURP for the attributes of a person, by the rule's text.

The same transaction gets the same CURP; two people with the same root get different position 17. Which attributes a
CURP needs is this register's rule: the published document leaves them open.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any

from simulators.renapo import checking, curp, registry
from simulators.routing import Refused, Request, Route
from simulators.store import Store

SEXES = {"F": "M", "M": "H", "X": "X"}  # Mujer, Hombre


def generate(store: Store, request: Request) -> tuple[int, Any, str]:
    """A CURP for the attributes in the body. Raises Refused 400 when none follows from them."""
    given = checking.attributes(request.body)
    registry.ready(store)
    if random.random() < request.quirks.get("swap_rate", 0.0):
        given = {**given, "lastName": given.get("secondLastName") or given.get("lastName"),
                 "secondLastName": given.get("lastName") if given.get("secondLastName") else ""}  # fmt: skip
    value, number = store.once(f"uin:{request.key}", lambda _number: assign(store, given, request.key))
    return 200, value, f"RNP-{number:08d}"


def assign(store: Store, given: dict[str, Any], who: str) -> str:
    """The next number of its root, kept. Raises Refused 400 when none is left or the attributes make none."""
    root, born = root_of(given)
    for differentiator in curp.differentiators(born):
        seventeen = root + differentiator
        if store.take(seventeen, who):
            value = seventeen + curp.check_digit(seventeen)
            store.run("INSERT OR IGNORE INTO numbers VALUES (?, ?, ?)", value, who, json.dumps(given))
            return value
    raise Refused(400, "no differentiator is left for this root: a person has to decide")


def root_of(given: dict[str, Any]) -> tuple[str, dt.date]:
    """Raises Refused 400: from these attributes no CURP follows."""
    try:
        born = dt.date.fromisoformat(str(given["dateOfBirth"]))
        root = curp.root(
            str(given["firstName"]), str(given["lastName"]), str(given.get("secondLastName") or ""), born,
            SEXES[str(given["gender"])], str(given.get("birthEntity") or curp.BORN_ABROAD),
        )  # fmt: skip
    except KeyError as error:
        raise Refused(400, f"missing or unknown: {error.args[0]}") from None
    except ValueError as error:
        raise Refused(400, str(error)) from None
    return root, born


routes = (Route("POST", "/v1/uin", generate, "uin.generate"),)
