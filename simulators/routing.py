"""What every simulator's operations look like: a table of routes, a request, a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from simulators.store import Store


class Refused(Exception):
    """The caller's mistake: an HTTP status and a sentence."""

    def __init__(self, status: int, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = status if code is None else code


@dataclass
class Request:
    path: str
    query: dict[str, str]
    body: Any
    key: str  # transactionId, else Idempotency-Key
    params: dict[str, str] = field(default_factory=dict)  # what stands in the places of the path
    repeated: dict[str, list[str]] = field(default_factory=dict)  # every value of each query parameter, in order
    base: str = ""  # the address by which this service was called
    method: str = ""
    quirks: Mapping[str, float] = field(default_factory=dict)  # how this agency misbehaves today

    def __getitem__(self, name: str) -> str:
        return self.params[name]

    def whole(self, name: str, default: int, least: int = 0) -> int:
        """A query parameter that is a whole number. Raises Refused when it is not."""
        text = self.query.get(name, str(default))
        if not re.fullmatch(r"-?\d{1,9}", text) or int(text) < least:
            raise Refused(400, f"{name} is not a whole number of at least {least}")
        return int(text)

    def yes(self, name: str) -> bool:
        """A query parameter that is true or false. Raises Refused when it is neither."""
        text = self.query.get(name, "false")
        if text not in ("true", "false"):
            raise Refused(400, f"{name} is true or false")
        return text == "true"


Handler = Callable[[Store, Request], tuple[int, Any, str]]  # -> status, JSON (None: no body), receipt


@dataclass(frozen=True)
class Route:
    """One operation: `path` as OpenAPI writes it, the published name of its scope, whether it needs a transactionId."""

    method: str
    path: str
    handler: Handler
    scope: str = ""
    keyed: bool = True
    media_type: str = "application/json"  # of the body

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path)))


def mounted(base: str, routes: Iterable[Route]) -> tuple[Route, ...]:
    """The same operations below `base`."""
    return tuple(replace(route, path=base + route.path) for route in routes)


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The operation and what stands in the places of its path. Raises Refused: 404 for no such path, 405 for a path
    that has other methods."""
    others = set()
    for route in routes:
        if match := route.pattern.fullmatch(path):
            if route.method == method:
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
            others.add(route.method)
    if others:
        raise NotAllowed(others)
    raise Refused(404, "no such operation")


class NotAllowed(Refused):
    """The path has other methods."""

    def __init__(self, methods: Iterable[str]) -> None:
        super().__init__(405, "this path has other methods")
        self.methods = ", ".join(sorted(methods))
