"""Closures that an officer adds or withdraws, and rules that she switches by date: each one numbered change of the rules.

This room knows nothing of cases. What a change does to them is told by whoever registers `Consequences`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from acogida.accounts.access import declare
from acogida.accounts.models import Closure, DatedRule, Office, RuleChange, RuleSwitch, User
from acogida.audit.record import write

ACTION = "closure.manage"
NUMBERS = 0x52554C45  # the advisory lock under which changes are numbered

declare(closure__manage="Add and withdraw closures, and switch rules by date")


@dataclass(frozen=True)
class Example:
    """A case whose date would move."""

    number: str
    clock: str
    was: dt.date
    due: dt.date


@dataclass(frozen=True)
class Preview:
    """What a change would do: so many dates of so many cases."""

    clocks: int
    cases: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far the consequences of a change have got; `total` None while they are being counted."""

    total: int | None
    done: int
    moved: int
    notices: int
    finished: bool

    @property
    def percent(self) -> int:
        return 100 if self.finished else 100 * self.done // self.total if self.total else 0


class Consequences(Protocol):
    """What the room that keeps cases answers here."""

    def adding(self, closure: Closure) -> Preview: ...
    def withdrawing(self, closure: Closure) -> Preview: ...
    def follow(self, change: RuleChange) -> None:
        """See to it that cases follow the change; inside its transaction."""

    def progress(self, changes: Iterable[int]) -> dict[int, Progress]: ...


_consequences: list[Consequences] = []


def register(consequences: Consequences) -> None:
    _consequences[:] = [consequences]


def consequences() -> Consequences:
    return _consequences[0]


# --- reads -----------------------------------------------------------------------------------------------------------


def visible_to(user: User) -> QuerySet[Closure]:
    """The closures of the offices where `user` manages them, and those of all offices."""
    offices = user.offices_for(ACTION)
    rows = Closure.objects.select_related("office", "added__actor", "withdrawn__actor").order_by("-start", "-pk")
    if offices == "all":
        return rows
    return rows.filter(Q(office=None) | Q(office__in=list(offices))) if offices else rows.none()


def may_change(user: User, office_id: int | None) -> bool:
    """A closure of all offices is for who manages them everywhere."""
    return user.can(ACTION, office_id) if office_id else user.offices_for(ACTION) == "all"


def offices_of(user: User) -> QuerySet[Office]:
    """The offices for which `user` may add closures."""
    offices = user.offices_for(ACTION)
    return Office.objects.all() if offices == "all" else Office.objects.filter(pk__in=list(offices))


# --- acts ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_closure(request: Any, closure: Closure, *, key: uuid.UUID) -> Closure:
    """Add a closure (not saved yet), and let all open terms follow. The same `key` again returns what it made."""
    _require(request.user, closure.office_id)
    change, new = _change(request, RuleChange.What.CLOSURE_ADDED, key)
    if not new:
        return Closure.objects.get(added=change)
    same = Closure.objects.filter(withdrawn=None, office=closure.office, start=closure.start, end=closure.end)
    if same.exists():
        raise ValidationError(_("These days are closed already."))
    closure.added = change
    closure.save(force_insert=True)
    write(request, "closure.add", closure, reason=closure.reason, detail=_detail(closure))
    consequences().follow(change)
    return closure


@transaction.atomic
def withdraw_closure(request: Any, closure: Closure, reason: str, *, key: uuid.UUID) -> Closure:
    """Withdraw a closure: from now on its days count as if it had never been; what was reckoned before stays as it was."""
    _require(request.user, closure.office_id)
    change = _withdraw(request, closure, RuleChange.What.CLOSURE_WITHDRAWN, reason, key)
    if change:
        write(request, "closure.withdraw", closure, reason=reason, detail=_detail(closure))
        consequences().follow(change)
    return closure


@transaction.atomic
def add_switch(request: Any, switch: RuleSwitch, *, key: uuid.UUID) -> RuleSwitch:
    """Switch a rule of the pack on or off between two dates, for the whole authority. Clocks that run go on."""
    _require(request.user, None)
    change, new = _change(request, RuleChange.What.SWITCH_ADDED, key)
    if not new:
        return RuleSwitch.objects.get(added=change)
    switch.added = change
    switch.save(force_insert=True)
    write(request, "rule.switch", switch, reason=switch.reason, detail=_detail(switch))
    return switch


@transaction.atomic
def withdraw_switch(request: Any, switch: RuleSwitch, reason: str, *, key: uuid.UUID) -> RuleSwitch:
    """Withdraw a switching."""
    _require(request.user, None)
    if _withdraw(request, switch, RuleChange.What.SWITCH_WITHDRAWN, reason, key):
        write(request, "rule.withdraw", switch, reason=reason, detail=_detail(switch))
    return switch


def _require(user: User, office_id: int | None) -> None:
    if not may_change(user, office_id):
        raise PermissionDenied(_("You do not hold the permission for this step."))


def _change(request: Any, what: str, key: uuid.UUID, reason: str = "") -> tuple[RuleChange, bool]:
    """The next numbered change, and whether it is new. One at a time: numbers follow the order of commits, so that
    "the rules as of number n" never change afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS])
    return RuleChange.objects.get_or_create(
        key=key, defaults={"what": what, "actor": request.user, "reason": reason}
    )  # fmt: skip


def _withdraw(request: Any, row: DatedRule, what: str, reason: str, key: uuid.UUID) -> RuleChange | None:
    """Mark the row as withdrawn by a new change; None when it was withdrawn already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS])
    row.refresh_from_db(fields=["withdrawn"])
    if row.withdrawn_id:
        return None
    change, _new = _change(request, what, key, reason)
    row.withdrawn = change
    row.save(update_fields=["withdrawn"])
    return change


def _detail(row: Closure | RuleSwitch) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "start": row.start.isoformat(),
        "end": row.end and row.end.isoformat(),
        "source": row.source,
    }
    if isinstance(row, Closure):
        return detail | {"office": row.office.code if row.office else None, "suspends_terms": row.suspends_terms}
    return detail | {"code": row.code, "on": row.on}
