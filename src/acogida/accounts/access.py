"""What can be granted, and the rule that nobody grants more than they hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from acogida.accounts.models import Grant, Office, Role, User

ACTIONS: dict[str, str] = {}


def declare(**actions: str) -> None:
    """A room declares its actions in its `access.py`: code with `_` for the dot, and a sentence in English."""
    ACTIONS.update({code.replace("__", "."): sentence for code, sentence in actions.items()})


declare(staff__manage="Manage staff, postings and roles", audit__view="Read the audit trail")


def require(user: User, action: str, office: Office | int | None = None) -> None:
    """Raise PermissionDenied unless `user` may do `action` at `office`."""
    if not user.can(action, office):
        raise PermissionDenied(_("You do not hold the permission for this step."))


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
