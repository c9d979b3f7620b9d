"""What a room does when an agency tells us something on its own: deaths, changes, duplicates. Pure.

    @topic("renapo.PERSON", person=lambda body: body.get("personId", ""))
    def something_changed(news: News) -> None: ...

The callback endpoint stores what comes and answers at once; the worker calls the handler in the transaction that marks the
message as handled: either both are kept or neither, and then it is tried again. An agency tells at least once, perhaps
twice: the same message-id is handled once. `person` names whom it is about in the agency's own words (an identifier, never
shown or logged; "" for nobody): messages about the same one are handled in the order in which they came, each after the
one before. A handler that cannot use what it reads raises `Unusable`, and people find the message in the list; it should
ask for the present state rather than trust what was true when the message was written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acogida.hooks.registry import Registry


@dataclass(frozen=True, slots=True)
class News:
    """One notification."""

    agency: str
    message_id: str  # the agency's; unique
    topic: str
    subject: str
    body: Any  # the JSON of `message`, or its text where that is none
    received_at: dt.datetime
    sent_at: str = ""  # the agency's timestamp, as written


Handler = Callable[[News], None]


@dataclass(frozen=True, slots=True)
class Topic:
    handle: Handler
    person: Callable[[Any], str]


topics = Registry("topic")


def topic(name: str, *, person: Callable[[Any], str] | None = None) -> Callable[[Handler], Handler]:
    """Register the handler of `agency.topic`."""

    def decorate(handle: Handler) -> Handler:
        topics.register(name)(Topic(handle, person or (lambda body: "")))  # type: ignore[arg-type]
        return handle

    return decorate


def whom(name: str, body: Any) -> str:
    """Whom `body` is about, as the topic's handler says; "" where it does not, or stumbles over what it reads."""
    if name not in topics.names():
        return ""
    chosen: Topic = topics[name]  # type: ignore[assignment]
    try:
        return str(chosen.person(body) or "")
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        return ""
