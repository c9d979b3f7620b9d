"""The OpenAPI documents of what we serve: OSIA's own, cut to our operations and narrowed to what we take.

Names, scopes, addresses and shapes are OSIA's (`published/`: release 7.1 as JSON; four of the eight documents write response
codes as numbers, which strict readers refuse, so these went through JSON once). What is added says what OSIA leaves open:
which identifiers, attributes and topics there are, how long a text may be, the errors and the headers of rate limits.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse

from acogida.certificates.issuing import public_url
from acogida.partners import signing
from acogida.partners.events.topics import TOPICS
from acogida.partners.osia import credentials, identifying, names
from acogida.partners.osia.finding import IDENTIFIER, TYPES
from acogida.partners.osia.serving import MOST_TEXT
from acogida.ui.public import public

FOLDER = Path(__file__).parent / "published"
SERVED = {  # document → path → methods
    "3rdparty": {
        "/v1/verify/{identifier}": {"post"},
        "/v1/attributes/{attributeSetName}/{identifier}": {"get"},
        "/v1/attributes/{identifier}": {"post"},
        "/v1/identify": {"post"},
        "/v1/identify/{taskID}": {"get"},
    },
    "cms": {"/v1/credentials": {"post"}, "/v1/credentials/{credentialId}": {"get"}},
    "notification": {
        "/v1/subscriptions": {"get", "post"},
        "/v1/subscriptions/{uuid}": {"delete"},
        "/v1/subscriptions/confirm": {"get"},
        "/v1/topics": {"get"},
    },
}
LIMIT_HEADERS = {
    "RateLimit-Limit": "calls in a minute",
    "RateLimit-Remaining": "how many of them are left",
    "RateLimit-Reset": "seconds until there are as many again",
}
ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
NAME = {"type": "string", "pattern": "^[A-Z][A-Z0-9_]{1,30}$"}
TEXT = {"type": "string", "minLength": 1, "maxLength": MOST_TEXT, "pattern": "^[^\\u0000]+$"}
IDENTIFIERS = {"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"}
VALUE = {"type": "string", "maxLength": 200, "pattern": "^[^\\u0000]*$"}
PARAMETERS: dict[str, dict[str, Any]] = {
    "transactionId": TEXT,
    "identifier": IDENTIFIERS,
    "credentialId": IDENTIFIERS,
    "identifierType": {"type": "string", "enum": list(TYPES)},
    "attributeSetName": NAME,
    "attributes": {
        "type": "array",
        "items": {"type": "string", "enum": [*credentials.REQUIRED, *credentials.OPTIONAL]},
    },
    "topic": {"type": "string", "enum": list(TOPICS)},
    "protocol": {"type": "string", "enum": ["http"]},
    "address": {"type": "string", "minLength": 1, "maxLength": 500},
    "policy": {"type": "string", "pattern": "^([1-9][0-9]{1,3}|[1-7][0-9]{4})(,(-1|[0-9]{1,4}))?$"},
    "token": TEXT,
}
PAGES = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": {"type": "integer", "minimum": 0, "maximum": most},
    }
    for name, text, most in (("offset", "how many to pass over", 1_000_000), ("limit", "how many at most", 100))
]
PAGED = {"findCredentials", "listSubscription", "listTopics"}


def _biographic(*needed: str) -> dict[str, Any]:
    properties: dict[str, Any] = dict.fromkeys(names.VERIFIABLE, VALUE)
    if "dateOfBirth" in needed:
        properties["dateOfBirth"] = {"type": "string", "format": "date"}
        properties |= {name: {**VALUE, "minLength": 1} for name in needed if name != "dateOfBirth"}
    said = {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
    return {**said, "required": list(needed)} if needed else said


def _claimed(*needed: str) -> dict[str, Any]:
    return {
        "type": "object", "required": ["biographicData"], "properties": {"biographicData": _biographic(*needed)},
        "additionalProperties": False,
    }  # fmt: skip


def _listed(among: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": list(among)}, "minItems": 1}


BODIES: dict[str, dict[str, Any]] = {
    "verify": _claimed(),
    "identify": {
        "type": "object", "required": ["attributeSet", "outputAttributeSetName"], "additionalProperties": False,
        "properties": {"attributeSet": _claimed(*identifying.NEEDED), "outputAttributeSetName": NAME},
    },
    "readAttributes": {
        "type": "object", "additionalProperties": False, "minProperties": 1,
        "properties": {
            "outputBiographicData": _listed(names.BIOGRAPHIC),
            "outputCredentialData": {
                "type": "array", "minItems": 1,
                "items": {
                    "type": "object", "required": ["credentialDataFields"], "additionalProperties": False,
                    "properties": {
                        "credentialType": {"type": "string", "enum": [names.CREDENTIAL_TYPE]},
                        "credentialDataFields": _listed(names.CREDENTIAL),
                    },
                },
            },
        },
    },
    "findCredentials": {
        "type": "array", "minItems": 1, "maxItems": credentials.MOST,
        "items": {
            "type": "object", "required": ["attributeName", "operator", "value"], "additionalProperties": False,
            "properties": {
                "attributeName": {"type": "string", "enum": ["credentialNumber"]},
                "operator": {"type": "string", "enum": ["="]},
                "value": IDENTIFIERS,
            },
        },
    },
}  # fmt: skip


def original(name: str) -> dict[str, Any]:
    """A document as OSIA published it."""
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


@cache
def document(name: str, site: str) -> dict[str, Any]:
    """The document of what we serve under an address."""
    said = original(name)
    said["servers"] = [{"url": f"{site}/osia/{name}"}]
    paths: dict[str, Any] = {}
    for path, methods in SERVED[name].items():
        paths[path] = {method: _narrowed(said["paths"][path][method]) for method in sorted(methods)}
    said["paths"] = paths
    schemes = said["components"]["securitySchemes"]
    schemes["BearerAuth"] = {
        **{key: value for key, value in schemes["BearerAuth"].items() if key != "bearerFormat"},
        "description": f"A token of {site}/osia/oauth/token (OAuth 2.0, client credentials); it is opaque.",
    }
    used = _used(paths, said["components"]["schemas"])
    said["components"]["schemas"] = {n: s for n, s in said["components"]["schemas"].items() if n in used}
    return said


def _narrowed(published: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = copy.deepcopy(published)
    for parameter in made.get("parameters", []):
        if parameter["name"] in PARAMETERS:
            parameter["schema"] = PARAMETERS[parameter["name"]]
            parameter.pop("example", None)
    if made["operationId"] in PAGED:
        made["parameters"] = [*made.get("parameters", []), *PAGES]
    if made["operationId"] in BODIES:
        made["requestBody"] = {
            "required": True, "content": {"application/json": {"schema": BODIES[made["operationId"]]}},
        }  # fmt: skip
    errors = {
        "400": "Bad request", "401": "Unauthorized", "403": "Operation not allowed", "404": "Not found",
        "409": "Conflict", "429": "Too many calls",
    }  # fmt: skip
    for status, text in errors.items():
        made["responses"].setdefault(status, {"description": text})
        made["responses"][status]["content"] = ERROR
    made["responses"]["429"]["headers"] = {"Retry-After": _header("seconds to wait")}
    for status, response in made["responses"].items():
        if status not in ("401", "500"):
            response["headers"] = {
                **response.get("headers", {}), **{name: _header(text) for name, text in LIMIT_HEADERS.items()}
            }  # fmt: skip
    return made


def _header(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "integer"}}


def _used(part: Any, schemas: dict[str, Any]) -> set[str]:
    """The schemas that are referred to, by name, with those they refer to."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            name = str(each.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(schemas[name])
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return found


def _open(make: Callable[[], Any]) -> JsonResponse:
    return JsonResponse(make(), headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"})


@public
def openapi(request: HttpRequest, name: str) -> JsonResponse:
    """The document of one service; open to anybody."""
    if name not in SERVED:
        raise Http404
    return _open(lambda: document(name, public_url()))


@public
def keys(request: HttpRequest) -> JsonResponse:
    """The keys our signatures are checked with (JWKS); open to anybody."""
    return _open(signing.jwks)
