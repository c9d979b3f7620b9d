"""The address agencies call when something happens (OSIA v7.1, notification: the subscriber's callback).

Open to nobody: each agency shows its own secret (bearer). What comes is kept before it is answered with 200; what cannot be
understood is answered with 4xx and a sentence, and the agency, which tells at least once, can tell it again.
"""

from __future__ import annotations

import hmac
import json
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from acogida.audit.record import write
from acogida.exchange import inbox
from acogida.exchange.models import Agency
from acogida.ui.public import public

MOST_BYTES = 1_000_000
IDENTIFIER = re.compile(r"[\x21-\x7e]{1,100}")
KINDS = {"SubscriptionConfirmation": "confirmation", "Notification": "notification"}


class Nonsense(ValueError):
    """The message cannot be understood; the text tells the sender why."""


@public
@csrf_exempt
def callback(request: HttpRequest, agency: str) -> JsonResponse:
    """One message of `agency`: 200 when it is kept (also when it was before), 401 without its secret, 400 when it
    cannot be understood, 413 when it is too long, 405 for anything but POST."""
    if request.method != "POST":
        response = _error(405, "POST only")
        response["Allow"] = "POST"
        return response
    if not _known(request, agency):  # the same for an agency that does not exist: nobody learns which do
        response = _error(401, "the agency's secret is missing or wrong")
        response["WWW-Authenticate"] = "Bearer"
        return response
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _error(413, f"a message has at most {MOST_BYTES} bytes")
    try:
        arrived = _read(request, agency)
    except Nonsense as error:
        write(None, "exchange.nonsense", None, reason=str(error), detail={"agency": agency})
        return _error(400, str(error))
    _row, new = inbox.store(arrived)
    return JsonResponse({"received": True, "repeated": not new})


def _known(request: HttpRequest, agency: str) -> bool:
    secret = str(getattr(settings, f"{agency.upper()}_INBOX_SECRET", "")) if agency.isalnum() else ""
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    right = hmac.compare_digest(shown.strip().encode(), (secret or "-").encode())
    return bool(secret) and scheme.lower() == "bearer" and right and Agency.objects.filter(pk=agency).exists()


def _read(request: HttpRequest, agency: str) -> inbox.Arrived:
    kind = request.headers.get("message-type", "")
    if kind not in KINDS:
        raise Nonsense("the header message-type is SubscriptionConfirmation or Notification")
    names = {name: request.headers.get(name, "") for name in ("message-id", "topic-id", "subscription-id")}
    for name in ("message-id", "topic-id"):
        if not IDENTIFIER.fullmatch(names[name]):
            raise Nonsense(f"the header {name} has 1 to 100 printable characters")
    if names["subscription-id"] and not IDENTIFIER.fullmatch(names["subscription-id"]):
        raise Nonsense("the header subscription-id has 1 to 100 printable characters")
    content = _content(request.body)
    if content.get("type") != kind:
        raise Nonsense("the body's type is not that of the header message-type")
    if not isinstance(content.get("message"), str):
        raise Nonsense("the body has no text in message")
    for name in ("token", "topic", "messageId", "subject", "subscribeURL", "timestamp"):
        if not isinstance(content.get(name, ""), str):
            raise Nonsense(f"the body's {name} is not a text")
    if content.get("messageId", names["message-id"]) != names["message-id"]:
        raise Nonsense("the body's messageId is not that of the header message-id")
    if kind == "SubscriptionConfirmation" and not content.get("subscribeURL"):
        raise Nonsense("a confirmation needs subscribeURL")
    # The header has the topic's id, which may be an opaque one; the body its name. Handlers are registered by name.
    topic = content.get("topic") or names["topic-id"]
    if not IDENTIFIER.fullmatch(topic):
        raise Nonsense("the body's topic has 1 to 100 printable characters")
    return inbox.Arrived(agency, names["message-id"], KINDS[kind], topic, names["subscription-id"], content)


def _content(raw: bytes) -> dict[str, Any]:
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        raise Nonsense("the body is not JSON") from None
    if not isinstance(content, dict):
        raise Nonsense("the body is not a JSON object")
    if "\\u0000" in json.dumps(content):
        raise Nonsense("the body holds a character that cannot be kept")
    return content


def _error(code: int, message: str) -> JsonResponse:
    """OSIA's Error."""
    return JsonResponse({"code": code, "message": message}, status=code)
