"""Lengthening the term to decide, withdrawal by the applicant, and finality."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Claim, ClockInForce, Event


@transaction.atomic
def extend_term(request: Any, case_id: uuid.UUID, *, amount: int, ground: str, reason: str, key: uuid.UUID) -> Event:
    """Lengthen the term to decide (C9) by `amount` working days, on one of the pack's grounds and before it ends."""
    case = cases.lock(case_id)
    if done := cases.already_done(case_id, key):
        return done
    pack = packs.of(case)
    rule = pack.clock("decide").extension
    if rule is None or ground not in rule.grounds:
        raise Refused([_("Choose one of the grounds that the law allows.")])
    if not 1 <= amount <= rule.max:
        raise Refused([_("The term may be extended by 1 to %(max)s working days.") % {"max": rule.max}])
    if not reason.strip():
        raise Refused([_("Write the reasons for the extension.")])
    clock = ClockInForce.objects.filter(case=case, clock=pack.clock("decide").code).order_by("-pk").first()
    if clock and clock.due and clock.due < case.office.today():
        raise Refused([_("The term has already ended; it can only be extended before that.")])
    payload = {"amount": amount, "ground": ground, "reason": reason.strip()}
    return cases.take(request, case_id, "extend_term", key=key, payload=payload)


@transaction.atomic
def withdraw(request: Any, claim_id: uuid.UUID, *, on: Any, reason: str, key: uuid.UUID) -> Event:
    """Record that the applicant withdraws the claim, freely and in writing (LFPA arts. 57, 58)."""
    case_id = Claim.objects.values_list("case_id", flat=True).get(pk=claim_id)
    if not reason.strip():
        raise Refused([_("Write how the person withdrew, and why.")])
    payload = {"withdrawn_on": on.isoformat(), "reason": reason.strip()}
    return cases.take(request, case_id, "withdraw", key=key, claim_id=claim_id, on=on, payload=payload)


@transaction.atomic
def finalise(request: Any, claim_id: uuid.UUID, *, key: uuid.UUID) -> Event:
    """Record that a decision is final: the term to appeal is over."""
    case_id = Claim.objects.values_list("case_id", flat=True).get(pk=claim_id)
    return cases.take(request, case_id, "become_final", key=key, claim_id=claim_id, payload={})
