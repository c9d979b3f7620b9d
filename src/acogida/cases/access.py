"""Who may see and move cases."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from acogida.accounts.access import declare, in_offices
from acogida.accounts.models import User
from acogida.cases.models import Case

declare(
    case__list="See the list of cases",
    case__view="Open a case",
    case__assign="Assign cases to colleagues",
    case__assign_self="Take an unassigned case",
    case__prevent="Ask the applicant to complete or explain",
    case__admit="Admit or not admit a claim",
    case__export="Export lists of cases",
    case__triage="Triage a case: confirm or overrule its modality",
    case__transfer="Move a case to another office",
    case__sign_in="Record the periodic sign-in",
    case__record="Record what others did: opinions, court rulings, a death",
    clock__extend="Extend a legal term",
    appeal__register="Register an appeal",
    appeal__decide="Decide an appeal",
    status__review="Open and examine cessation, revocation and cancellation",
    status__decide="Decide on the loss of a status",
    notice__deliver="Hand over notices about changed terms",
    pack__view="Read the rules in force",
    pack__manage="Draft and adopt new versions of the rules",
)


def visible_to(user: User, action: str = "case.view") -> QuerySet[Case]:
    """The cases of the offices where `user` holds `action`; nobody sees a case by any other door. Sealed ones do not
    exist but for who may know of them."""
    return unsealed(in_offices(Case.objects.all(), user.offices_for(action)), user, "")


def unsealed(rows: QuerySet[Any], user: User, case: str = "case__") -> QuerySet[Any]:
    """Rows that hang from a case (by `case`, a lookup prefix) without those of sealed cases, unless `user` holds
    `person.view_sealed` at its office or works on it."""
    allowed = user.offices_for("person.view_sealed")
    if allowed == "all":
        return rows
    seen = Q(**{f"{case}sealed": False}) | Q(**{f"{case}assignee": user})
    return rows.filter(seen | Q(**{f"{case}office__in": list(allowed)}) if allowed else seen)
