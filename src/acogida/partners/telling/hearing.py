"""Which agencies are asked to tell us what happens, and of what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from acogida.exchange import subscribing
from acogida.exchange.models import OutboxMessage
from acogida.exchange.topics import topics
from acogida.partners.telling.about import INM, SRE

AGENCIES = (INM, SRE)


def listen() -> None:
    """Register how each is subscribed to."""
    for agency in AGENCIES:
        subscribing.speak_of(agency)


def heard() -> Mapping[str, list[str]]:
    """The topics that something here handles, by agency."""
    names = sorted(topics.names())
    return {agency: [name.partition(".")[2] for name in names if name.startswith(f"{agency}.")] for agency in AGENCIES}


def subscribe(day: dt.date) -> list[OutboxMessage]:
    """Ask each to tell us, once a day."""
    return [message for agency, names in heard().items() for message in subscribing.subscribe(agency, names, day)]
