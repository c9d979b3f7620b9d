"""How a message looks on an agency's wire. Pure.

The outbox keeps **what** is said (`messages`, under an agreement); an operation says **how**: method, path, query and
body, built when the message is delivered, so that a change of the wire needs no change of what waits.

    @operation("renapo.renew_number", words="v1 persons identities status CLAIMED")
    def renew(outgoing: Outgoing) -> Request:
        return Request("PUT", f"/v1/persons/{outgoing.fields['curp']}/identities/1/status", query={"status": "CLAIMED"})

An agency without an operation for a purpose gets the fields as they are: POST, JSON, to the agreement's path.

`fields` are JSON values (ISO dates, lists), only those that were said. An operation renames and arranges them; it adds
nothing about anybody. That is checked on each request before it leaves: every word of the path, the query and the body
must be a word of the message, of its identifiers, of the agreement's path, or one of `words`, the fixed vocabulary that
the operation declares (codes, statuses, path segments, and tables such as "HTI" for "HT": pass their values). What
strays stops the message in the list (`strayed`), visibly, and never leaves.

What the agency answers comes to `replies` (for `send`) or back as a `Reply` (for `ask`). Statuses of 200-299 are answers;
others that mean something (404: nobody of that name; 409: it is there already) are listed in `Request.answers`, and the
handler finds the status in `message.receipt["status"]`.
"""

from __future__ import annotations

import base64
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from acogida.exchange.wire import Request
from acogida.hooks.registry import Registry


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What an operation is given: nothing else about the person is at hand."""

    id: uuid.UUID  # the transactionId and Idempotency-Key, the same at every attempt
    agency: str
    purpose: str
    fields: Mapping[str, Any]
    path: str = ""  # the agreement's
    person_id: uuid.UUID | None = None
    attachment: bytes | None = None  # a PDF


Build = Callable[[Outgoing], Request]


@dataclass(frozen=True, slots=True)
class Operation:
    build: Build
    vocabulary: frozenset[str]


class Strayed(ValueError):
    """A request holds what is neither of the message nor of the operation's vocabulary; the text says where."""


operations = Registry("operation")


def operation(name: str, words: str | Iterable[str] = "") -> Callable[[Build], Build]:
    """Register the form of `agency.purpose`; `words` is its fixed vocabulary (a sentence of them, or several)."""
    vocabulary = frozenset(_words(words if isinstance(words, str) else " ".join(words)))

    def decorate(build: Build) -> Build:
        operations.register(name)(Operation(build, vocabulary))  # type: ignore[arg-type]
        return build

    return decorate


def request_of(outgoing: Outgoing) -> Request:
    """The request for a message. Raises Strayed."""
    name = f"{outgoing.agency}.{outgoing.purpose}"
    if name not in operations.names():
        return _as_it_is(outgoing)
    chosen: Operation = operations[name]  # type: ignore[assignment]
    request = chosen.build(outgoing)
    _check(request, outgoing, chosen.vocabulary)
    return request


def _as_it_is(outgoing: Outgoing) -> Request:
    body = dict(outgoing.fields)
    if outgoing.attachment is not None:
        body["letter"] = letter(outgoing)
    return Request("POST", outgoing.path, body=body)


def letter(outgoing: Outgoing) -> str:
    """The attached PDF, in Base64."""
    return base64.b64encode(outgoing.attachment or b"").decode()


def _check(request: Request, outgoing: Outgoing, vocabulary: frozenset[str]) -> None:
    known = vocabulary | set(_words(outgoing.path, outgoing.agency, outgoing.purpose, str(outgoing.id)))
    known |= set(_words(str(outgoing.person_id or ""), *(text for _place, text in _leaves(dict(outgoing.fields), ""))))
    attached = letter(outgoing) if outgoing.attachment is not None else None
    for place, text in (
        *_leaves({"path": request.path, "query": dict(request.query)}, ""),
        *_leaves(request.body, "body"),
    ):
        if text != attached and not known.issuperset(_words(text)):
            raise Strayed(place)


KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")


def _leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every value as text, with where it stands."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str) or not KEY.fullmatch(key):
                raise Strayed(f"{place}: a key")
            yield from _leaves(inner, f"{place}.{key}".strip("."))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, place)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield place, str(value)
    elif value is not None and not isinstance(value, bool):
        raise Strayed(f"{place}: {type(value).__name__}")


def _words(*texts: str) -> Iterator[str]:
    """Folded words: capitals and accents make no difference, punctuation parts."""
    for text in texts:
        plain = unicodedata.normalize("NFKD", text.casefold())
        yield from re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
