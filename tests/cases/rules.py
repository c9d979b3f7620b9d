"""Changing the authority's rules in tests."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from acogida.accounts import closures
from acogida.accounts.models import Closure, Office, Posting, Role
from tests.cast import Cast


def manager_of(cast: Cast) -> Any:
    """A request of the supervisor, who from now on manages closures of all offices."""
    role = Role.objects.get(code="director")
    Posting.objects.create(user=cast.supervisor, role=role, office=cast.supervisor.office, start=dt.date(2020, 1, 1))
    return cast.as_("supervisor")


def close(request: Any, start: dt.date, end: dt.date, office: str | None = None, **more: Any) -> Closure:
    """Add a closure, as the page does once it is confirmed."""
    place = Office.objects.get(code=office) if office else None
    row = Closure(office=place, start=start, end=end, reason="Inundación", source="Circular 3/2024", **more)
    return closures.add_closure(request, row, key=uuid.uuid4())


def withdraw(request: Any, closure: Closure) -> int:
    """Withdraw it; the number of that change."""
    closures.withdraw_closure(request, closure, "Se abrió", key=uuid.uuid4())
    return int(closure.withdrawn_id or 0)
