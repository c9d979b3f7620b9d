"""The second wire: RENAPO's institutional service, as far as its responses have been seen. Pure.

Known from public-sector code are the names of the response's fields, `StatusOper`, `Message`, `TipoError`, `CodigoError`
among them; addresses, requests and sign-in are told to who signs an agreement, and nothing is assumed of them here. With
these two functions, an operation that builds the request is all that is missing to speak to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from acogida.people.renapo.fields import FIELDS, NOT_READ
from acogida.people.renapo.known import Known, NotUnderstood, read

DONE = "EXITOSO"
HEAD = frozenset({"StatusOper", "Message", "TipoError", "CodigoError"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """The service answered that it will not or cannot: its codes, as they are."""

    kind: str
    code: str
    message: str


def answer(response: Any) -> Known | Refusal:
    """What a response says: somebody, or why not. Raises NotUnderstood when it is neither."""
    if not isinstance(response, dict) or "StatusOper" not in response:
        raise NotUnderstood("the response has no StatusOper")
    if str(response["StatusOper"]).strip().upper() != DONE:
        return Refusal(
            str(response.get("TipoError") or ""),
            str(response.get("CodigoError") or ""),
            str(response.get("Message") or ""),
        )
    known = read(response, "renapo")
    if "curp" not in known:
        raise NotUnderstood("the response names no CURP")
    return Known(**known)


def unknown_fields(response: dict[str, Any]) -> list[str]:
    """Names in a response that no table of ours has: something new to look at."""
    return sorted(set(response) - HEAD - NOT_READ - {field.renapo for field in FIELDS})
