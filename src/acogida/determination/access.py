"""Who may see and move what is said in an asylum claim. The narrative is for those who decide on it, and nobody else."""

from __future__ import annotations

import operator
from functools import reduce

from django.db.models import Q, QuerySet

from acogida.accounts.access import declare
from acogida.accounts.models import User
from acogida.cases.access import unsealed
from acogida.cases.models import Claim

declare(
    interview__conduct="Conduct interviews",
    determination__view="See interviews, assessments and drafts",
    determination__draft="Assess claims and draft decisions",
    determination__review="Review draft decisions",
    determination__sign="Sign decisions",
    determination__notify="Notify decisions",
)

NARRATIVE = ("determination.view", "determination.draft", "determination.review", "determination.sign")
INTERVIEW = ("interview.conduct", *NARRATIVE)
DECISION = ("determination.notify", *NARRATIVE)


def claims_for(user: User, *actions: str) -> QuerySet[Claim]:
    """The claims of the offices where `user` holds any of `actions`."""
    doors = [_door(user, action) for action in actions]
    claims = Claim.objects.filter(reduce(operator.or_, doors)).select_related(
        "case__office", "person", "case__principal", "case__assignee"
    )
    return unsealed(claims, user)


def _door(user: User, action: str) -> Q:
    offices = user.offices_for(action)
    if offices == "all":
        return Q(pk__isnull=False)
    return Q(case__office__in=list(offices)) if offices else Q(pk__in=[])
