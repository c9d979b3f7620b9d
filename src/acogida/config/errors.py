"""What a visitor sees when something broke: 503 while the database is away, 500 for a fault of ours."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error as fault

RETRY_SECONDS = 30


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without a request context: it would ask the database who is signed in."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return fault(request)
