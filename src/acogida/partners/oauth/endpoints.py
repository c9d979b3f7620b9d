"""The two OAuth addresses a partner's system calls: a token for its secret (RFC 6749 §4.4), and a token given back
(RFC 7009). Nothing else of django-oauth-toolkit is mounted."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from oauth2_provider.views.mixins import OAuthLibMixin

from acogida.audit.record import write
from acogida.partners.oauth import limits
from acogida.partners.oauth.models import PartnerClient
from acogida.ui.public import public

MOST_BYTES = 8_192
NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")


@public
@csrf_exempt
@sensitive_post_parameters("client_secret")
def token(request: HttpRequest) -> HttpResponse:
    """A token for ten minutes (client credentials). 401 for a wrong secret, 429 for too many of them or of tokens."""
    return _answered(request, "create_token_response")


@public
@csrf_exempt
@sensitive_post_parameters("client_secret", "token")
def revoke(request: HttpRequest) -> HttpResponse:
    """Give a token back: it is worth nothing from now on. 200 also for one that is not known (RFC 7009 §2.2)."""
    return _answered(request, "create_revocation_response")


def _answered(request: HttpRequest, method: str) -> HttpResponse:
    if request.method != "POST":
        return _error(405, "invalid_request", "POST only", {"Allow": "POST"})
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _error(400, "invalid_request", f"at most {MOST_BYTES} bytes")
    if request.headers.get("Authorization") and {"client_id", "client_secret"} & request.POST.keys():
        return _error(400, "invalid_request", "one way of showing who you are, not two")  # RFC 6749 §2.3
    shown, address = _shown_id(request), limits.address_of(request)
    wrong = [
        (limits.WRONG_PAIR, ("wrong", shown, address)),
        (limits.WRONG_ADDRESS, ("wrong", address)),
        (limits.WRONG_CLIENT, ("wrong", shown, "anywhere")),
    ]
    if limit := limits.reached(wrong):
        return _too_many(limits.Count(limit, limit.most + 1))
    headers: dict[str, str] = {"Cache-Control": "no-store", "WWW-Authenticate": 'Basic realm="osia"'}
    body, status = json.dumps({"error": "invalid_client"}), 401
    if NAME.fullmatch(shown):  # what no client is called is not looked for
        _url, headers, body, status = getattr(OAuthLibMixin(), method)(request)
    if status == 401:
        for limit, key in wrong:
            limits.count(limit, *key)
        write(_who(request), "partners.wrong_secret", None, detail={"client": shown if NAME.fullmatch(shown) else ""})
    elif status == 200 and method == "create_token_response":
        client = PartnerClient.objects.get(application__client_id=shown, revoked_at=None)
        used = limits.count(limits.TOKENS, "tokens", client.pk)
        if used.over:
            return _too_many(used)
        PartnerClient.objects.filter(pk=client.pk).update(token_at=timezone.now())
        write(_who(request), "partners.token", client, detail={"scope": json.loads(body).get("scope", "")})
        limits.forget("wrong", shown, address)
    response = HttpResponse(body or "", status=status, content_type="application/json")
    for name, value in headers.items():
        response[name] = value
    return response


def _shown_id(request: HttpRequest) -> str:
    """The client id of the Authorization header or the form; "" where there is none that can be read."""
    scheme, _space, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return unquote_plus(base64.b64decode(rest.strip()).decode().partition(":")[0])[:200]
        except (binascii.Error, ValueError):
            return ""
    return str(request.POST.get("client_id", ""))[:200]


def _too_many(used: limits.Count) -> HttpResponse:
    return _error(429, "slow_down", "too many attempts; wait", used.headers())


def _error(status: int, code: str, text: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """As RFC 6749 §5.2 writes errors."""
    body = json.dumps({"error": code, "error_description": text})
    return HttpResponse(
        body, status=status, content_type="application/json", headers={"Cache-Control": "no-store", **(headers or {})}
    )


def _who(request: Any) -> Any:
    """For the audit trail: the request's id, and nobody signed in."""
    return Caller(getattr(request, "id", ""))


class Caller:
    """A partner's system in the audit trail: no member of staff, and the id of the request."""

    user = None

    def __init__(self, request_id: str) -> None:
        self.id = request_id
