"""What every page may say about whose house it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.accounts import authority
from acogida.law import load_pack


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `house` with `short` and `name` of the authority, and the short name of the number that
    another register gives a person (`number`: CURP, UCI …)."""
    return {"house": SimpleLazyObject(_house)}


def _house() -> dict[str, str]:
    try:
        name = authority.pack_name()
    except DatabaseError:  # the page that says so still has its head
        name = settings.AUTHORITY
    pack, language = load_pack(name), get_language() or "es"
    number = pack.identifiers[0].code.upper() if pack.identifiers else _("identity number")
    return {"short": pack.authority_short, "name": pack.text(pack.authority, language), "number": number}
