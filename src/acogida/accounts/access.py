"""What can be granted, and the rule that nobody grants more than they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from acogida.accounts.models import Grant, Office, Posting, Role, User

ACTIONS: dict[str, str] = {}


@dataclass(frozen=True)
class Apart:
    """Two sets of actions that no hand does both of, and the sentence that says why."""

    one: frozenset[str]
    other: frozenset[str]
    why: str | Promise

    def held_together(self, actions: Iterable[str]) -> bool:
        """Whether some of both are among these."""
        held = set(actions)
        return bool(held & self.one and held & self.other)


_APART: dict[str, Apart] = {}


def keep_apart(code: str, one: Iterable[str], other: Iterable[str], why: str | Promise) -> None:
    """A room says in its `access.py` that nobody does something of `one` and something of `other`, wherever. No administrator
    gives both, and who has come to hold both all the same (a role was edited) does neither."""
    _APART[code] = Apart(frozenset(one), frozenset(other), why)


def declare(**actions: str) -> None:
    """A room declares its actions in its `access.py`: code with `_` for the dot, and a sentence in English."""
    ACTIONS.update({code.replace("__", "."): sentence for code, sentence in actions.items()})


declare(staff__manage="Manage staff, postings and roles", audit__view="Read the audit trail")


def require(user: User, action: str, office: Office | int | None = None) -> None:
    """Raise PermissionDenied unless `user` may do `action` at `office`, and nothing that is kept apart from it anywhere."""
    if not user.can(action, office):
        raise PermissionDenied(_("You do not hold the permission for this step."))
    for apart in clashes(user):
        if action in apart.one | apart.other:
            raise PermissionDenied(str(apart.why))


def clashes(user: User) -> Iterator[Apart]:
    """What `user` holds today that nobody may hold together."""
    if _APART and user.is_active:
        held = {grant.action for grant in user.current_grants if not grant.hand_on_only}
        yield from (apart for apart in _APART.values() if apart.held_together(held))


def check_apart(user: User, role: Role) -> None:
    """Refuse a role that would put into one hand, today or from a day to come, what is kept apart."""
    postings = Posting.in_force_or_to_come().filter(user=user)
    held = set(Grant.objects.filter(role__postings__in=postings, hand_on_only=False).values_list("action", flat=True))
    given = set(role.grants.filter(hand_on_only=False).values_list("action", flat=True))
    for apart in _APART.values():
        if apart.held_together(held | given) and given & (apart.one | apart.other):
            raise PermissionDenied(str(apart.why))


def check_no_more_than_held(grantor: User, grantee: User, role: Role, office: Office) -> None:
    """Refuse to give a role that holds any grant, or scope, the grantor does not hold (to use or to hand on) there;
    and refuse to give oneself anything."""
    if grantor == grantee:
        raise PermissionDenied(_("Nobody gives a role to herself: ask a colleague."))
    for grant in role.grants.all():
        held = grantor.offices_for(grant.action, to_hand_on=True)
        enough = held == "all" or (grant.scope == Grant.Scope.OFFICE and office.pk in held)
        if not enough:
            raise PermissionDenied(
                _("You cannot grant “%(action)s”: you do not hold it yourself.") % {"action": grant.action}
            )


def in_offices(queryset: Any, offices: str | Iterable[int], field: str = "office") -> Any:
    """Narrow a queryset to offices as `User.offices_for` returns them."""
    if offices == "all":
        return queryset
    return queryset.filter(**{f"{field}__in": list(offices)}) if offices else queryset.none()
