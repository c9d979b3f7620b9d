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

HEAD = frozenset({"StatusOper", "Message", "TipoError", "CodigoError"})
ALSO = {"estatuscurp": "statusCurp"}  # two public sources spell it in two ways; capitals differ between them too
_SPELLING = {name.lower(): name for name in (*HEAD, *NOT_READ, *(f.renapo for f in FIELDS if f.renapo))} | ALSO


@dataclass(frozen=True, slots=True)
class Refusal:
    """The service answered that it found nobody or that something is wrong: its codes, as they are."""

    status: str
    kind: str
    code: str
    message: str


def answer(response: Any) -> Known | Refusal:
    """What a response says: somebody, or why not. Raises NotUnderstood when it is neither.

    Which words StatusOper takes has not been seen confirmed: a response with a CURP in it is somebody, one without is not.
    """
    if not isinstance(response, dict):
        raise NotUnderstood("the response is not an object")
    said = {_SPELLING.get(str(name).lower(), str(name)): value for name, value in response.items()}
    if "StatusOper" not in said:
        raise NotUnderstood("the response has no StatusOper")
    known = read(said, "renapo")
    if "curp" in known:
        return Known(**known)
    return Refusal(*(str(said.get(name) or "") for name in ("StatusOper", "TipoError", "CodigoError", "Message")))


def unknown_fields(response: dict[str, Any]) -> list[str]:
    """Names in a response that no table of ours has: something new to look at."""
    return sorted(name for name in response if name.lower() not in _SPELLING)
