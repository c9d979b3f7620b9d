"""Serving one operation of OSIA: token, rate, scope, agreement; then the answer, its audit record, and errors as OSIA
writes them.

Who asks is judged before anything is looked up, so that an error about the asker says nothing about anybody. What depends
on a person has one answer: 404. It means that there is nobody of that identifier, or nobody the partner may know of (she is
sealed, the firewall protects her from its country, she has not agreed to this act), and these take the same time.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from acogida.audit.record import write
from acogida.exchange.models import Agreement
from acogida.partners.oauth import limits
from acogida.partners.oauth.endpoints import Caller
from acogida.partners.oauth.models import PartnerClient
from acogida.partners.oauth.scopes import purpose_of
from acogida.ui.public import public

MOST_BYTES = 65_536
MOST_TEXT = 200
UNKNOWN_SECONDS = 0.03  # an answer 404 is not given earlier: how long it took says nothing either


class Problem(Exception):
    """The call is answered with an error: OSIA's {code, message}."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers or {}


UNKNOWN = "nobody of this identifier that this agreement covers"


@dataclass
class Call:
    """One call of a partner's client, as far as it has been judged."""

    request: HttpRequest
    operation: str
    client: PartnerClient
    client_id: str
    scopes: frozenset[str]
    asked_sha256: str
    transaction: str = ""
    headers: dict[str, str] = field(default_factory=dict)  # of the answer
    agreements: dict[str, Agreement | None] = field(default_factory=dict)  # by purpose, as far as they were looked at

    @property
    def agency(self) -> str:
        return self.client.agency_id

    def allow(self, scope: str) -> Agreement | None:
        """The agreement that covers a scope (None where the scope needs none by itself). Raises Problem 403: without the
        scope, and without an agreement in force."""
        if scope not in self.scopes:
            head = f'Bearer error="insufficient_scope", scope="{scope}"'
            raise Problem(403, f"the token has no scope {scope}", {"WWW-Authenticate": head})
        purpose = purpose_of(scope)
        if purpose is None:
            return None
        if purpose not in self.agreements:
            today = timezone.localdate()
            self.agreements[purpose] = Agreement.in_force(self.agency, purpose, today, Agreement.Direction.ANSWER)
        if self.agreements[purpose] is None:
            raise Problem(403, f"no agreement in force covers {scope}")
        return self.agreements[purpose]

    def text(self, name: str, default: str | None = None) -> str:
        """A parameter of the query. Raises Problem 400 where it is missing, empty or too long."""
        value = self.request.GET.get(name, default)
        if value is None or (value == "" and default is None) or len(value) > MOST_TEXT or "\x00" in value:
            raise Problem(400, f"{name}: a text of 1 to {MOST_TEXT} characters is needed")
        return value

    def choice(self, name: str, among: tuple[str, ...], default: str) -> str:
        """A parameter that is one of a few words."""
        value = self.text(name, default)
        if value not in among:
            raise Problem(400, f"{name} is one of: {', '.join(among)}")
        return value

    def number(self, name: str, default: int, most: int) -> int:
        """A parameter that is a whole number from 0."""
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdecimal()) or len(value) > 9 or int(value) > most:
            raise Problem(400, f"{name} is a whole number from 0 to {most}")
        return int(value)

    def body(self) -> Any:
        """The JSON of the body. Raises Problem 400."""
        length = self.request.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > MOST_BYTES:
            raise Problem(400, f"a body has at most {MOST_BYTES} bytes")
        if self.request.content_type != "application/json":
            raise Problem(400, "the body is application/json")
        try:
            content = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise Problem(400, "the body is not JSON") from None
        text = json.dumps(content)
        if "\\u0000" in text or _halved(content):
            raise Problem(400, "the body holds a character that no name has")
        return content


Serve = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """One operation of a document: its name there, the scope it needs ("": the handler asks), how it is served."""

    name: str
    scope: str
    serve: Serve
    transaction: bool
    query: frozenset[str]  # the parameters it takes there


def operation(name: str, scope: str = "", *, query: str = "", transaction: bool = True) -> Callable[[Serve], Operation]:
    """Say that a function serves an operation. It is called `serve(call, **path)` inside a transaction and returns what is
    answered: JSON, None for 204, or an HttpResponse. `query`: the parameters it takes; `transaction`: whether OSIA wants a
    transactionId."""
    known = frozenset(query.split()) | ({"transactionId"} if transaction else set())
    return lambda serve: Operation(name, scope, serve, transaction, known)


def address(**methods: Operation) -> Callable[..., HttpResponse]:
    """The view of one address: an operation for each method."""

    @public
    @csrf_exempt
    def view(request: HttpRequest, **path: str) -> HttpResponse:
        chosen = methods.get(request.method or "")
        if chosen is None:
            return error(405, "no such operation at this address", {"Allow": ", ".join(sorted(methods))})
        return _served(chosen, request, path)

    return view


def error(status: int, message: str, headers: dict[str, str] | None = None) -> JsonResponse:
    """OSIA's Error."""
    return JsonResponse(
        {"code": status, "message": message}, status=status, headers={"Cache-Control": "no-store", **(headers or {})}
    )


def _served(chosen: Operation, request: HttpRequest, path: dict[str, str]) -> HttpResponse:
    started = time.monotonic()
    try:
        client, client_id, scopes = _client(request)
    except Problem as problem:
        return error(problem.status, problem.message, problem.headers)
    call = Call(request, chosen.name, client, client_id, scopes, _sha256(request))
    used = limits.count(limits.calls(), "calls", client.pk)
    call.headers = used.headers()
    if used.over:
        return _refused(call, Problem(429, "too many calls: wait as long as Retry-After says"))
    with transaction.atomic():
        try:
            response = _answered(chosen, call, path)
        except Problem as problem:
            response = error(problem.status, problem.message, {**call.headers, **problem.headers})
        detail = {"operation": chosen.name, "status": response.status_code, "asked": call.asked_sha256}
        write(Caller(getattr(request, "id", "")), "partners.called", client, detail=detail)
    if response.status_code == 404:
        time.sleep(max(0.0, UNKNOWN_SECONDS - (time.monotonic() - started)))
    return response


def _answered(chosen: Operation, call: Call, path: dict[str, str]) -> HttpResponse:
    if chosen.scope:
        call.allow(chosen.scope)
    if call.request.GET.keys() - chosen.query:  # misspelt, it would be taken for something else
        raise Problem(400, f"no such parameter; there are: {', '.join(sorted(chosen.query)) or 'none'}")
    if chosen.transaction:
        call.transaction = call.text("transactionId")
    if any("\x00" in part for part in path.values()):
        raise Problem(400, "the address holds a character that no identifier has")
    answer = chosen.serve(call, **path)
    if isinstance(answer, HttpResponse):
        response = answer
    elif answer is None:
        response = HttpResponse(status=204)
    else:
        response = JsonResponse(answer, safe=False)
    for name, value in {"Cache-Control": "no-store", **call.headers}.items():
        response[name] = value
    return response


def _refused(call: Call, problem: Problem) -> HttpResponse:
    detail = {"operation": call.operation, "status": problem.status}
    write(Caller(getattr(call.request, "id", "")), "partners.called", call.client, detail=detail)
    return error(problem.status, problem.message, {**call.headers, **problem.headers})


# Read with every call, as it stands then: a token or a client that was taken away is worth nothing at once.
OF_TOKEN = """
SELECT client.*, token.scope AS granted, application.client_id AS shown
FROM oauth2_provider_accesstoken token JOIN oauth2_provider_application application ON application.id = token.application_id
JOIN partners_partnerclient client ON client.application_id = application.id
WHERE token.token_checksum = %s AND token.expires > %s AND client.revoked_at IS NULL
"""


def _client(request: HttpRequest) -> tuple[PartnerClient, str, frozenset[str]]:
    """Whose token this is, the client's id, and what it was given for. Raises Problem 401, or 429 for an address that shows too many that
    are worth nothing."""
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    found: Any = None
    if scheme.lower() == "bearer" and shown.strip():
        checksum = hashlib.sha256(shown.strip().encode()).hexdigest()
        found = next(iter(PartnerClient.objects.raw(OF_TOKEN, [checksum, timezone.now()])), None)
    if found is None:
        used = limits.count(limits.WRONG_TOKENS, "token", limits.address_of(request))
        if used.over:
            raise Problem(429, "too many calls without a valid token", used.headers())
        head = 'Bearer realm="osia"' + (', error="invalid_token"' if shown else "")
        raise Problem(401, "a valid token is needed", {"WWW-Authenticate": head})
    return found, found.shown, frozenset(found.granted.split()) & frozenset(found.scopes)


def _halved(content: Any) -> bool:
    """Whether a text in it holds half of a character (a lone surrogate), which cannot be kept."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _sha256(request: HttpRequest) -> str:
    """Of the question as it came: method, address with its query, and body; the partner can reckon the same."""
    try:
        body = request.body
    except Exception:
        body = b""
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + body).hexdigest()
