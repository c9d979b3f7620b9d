"""Request ids and the access log, which holds nothing about a person: route patterns, never addresses or terms."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

log = logging.getLogger("acogida.access")
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")  # an id made by our own proxy; anything else is replaced
QUIET = ("health/live", "health/ready")


class RequestId:
    """Gives each request an id (`request.id`, header `X-Request-Id`) and logs method, route pattern, status, time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        identity = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        request.id = identity  # type: ignore[attr-defined]
        start = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-Id"] = identity
        # Without a match there is no pattern, and the address typed may hold anything: it is not logged.
        route = request.resolver_match.route if request.resolver_match else "-"
        if route not in QUIET:
            milliseconds = (time.perf_counter() - start) * 1000
            log.info("%s %s /%s %s %.0fms", identity, request.method, route, response.status_code, milliseconds)
        return response
