"""Notification: an act with form, language, understanding and a date from which the appeal term runs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Claim
from acogida.determination import appeal, letter, rounds
from acogida.determination.models import Decision, Notification
from acogida.files import store
from acogida.law import Pack


@transaction.atomic
def notify(request: Any, claim_id: uuid.UUID, data: Mapping[str, Any], *, key: uuid.UUID) -> Notification:
    """Record an act of notification. `data` holds the fields of the form (method, on, effective_on, …).

    A valid one moves the claim and starts the appeal term on its effective date; a defective one is kept with what was
    wrong, and starts nothing (LFPA arts. 39, 40). The record of a valid one is made and stored before the claim moves.
    """
    case_id = Claim.objects.values_list("case_id", flat=True).get(pk=claim_id)
    case = cases.lock(case_id)
    if done := cases.already_done(case_id, key):
        return Notification.objects.get(pk=done.payload["notification"])
    require(request.user, "determination.notify", case.office_id)
    claim = Claim.objects.select_related("person", "case").get(pk=claim_id)
    decision = rounds.standing(claim)
    if claim.stage != "notification" or decision is None:
        raise Refused([_("There is no signed decision waiting to be notified.")])
    pack = packs.of(case)
    defects = defects_of(pack, case, decision, data)
    act = Notification.objects.create(
        claim=claim, decision=decision, office=case.office, made_by=request.user, valid=not defects,
        **{**data, "defect": " ".join(defects), "effective_on": effective(pack, data)},
    )  # fmt: skip
    payload: dict[str, Any] = {"notification": str(act.pk), "method": act.method}
    if defects:
        cases.note(request, case_id, "notification_defective", key=key, claim_id=claim.pk, payload=payload)
        return act
    payload |= {"notified_on": act.on.isoformat(), "effective_on": act.effective_on.isoformat(),
                "clock_date": act.effective_on.isoformat()}  # fmt: skip
    cases.take(request, case_id, "notify", key=key, claim_id=claim.pk, on=act.on, payload=payload)
    record = letter.notification(case, claim, decision, act, appeal.until(pack, act))
    act.file = store.put(record, "application/pdf")
    act.save(update_fields=["file"])
    return act


def effective(pack: Pack, data: Mapping[str, Any]) -> dt.date:
    """From when the notification has effect: personal service on its day, any other on the date entered."""
    method = next(m for m in pack.notification_methods if m.code == data["method"])
    return data["on"] if method.personal else max(data.get("effective_on") or data["on"], data["on"])


def defects_of(pack: Pack, case: Case, decision: Decision, data: Mapping[str, Any]) -> list[str]:
    """What makes the act defective, in sentences; what the notifier says herself comes first."""
    found = [data["defect"].strip()] if str(data.get("defect") or "").strip() else []
    if data["on"] < decision.signed_on:
        raise Refused([_("The notification cannot be before the decision of %(date)s.") % {"date": decision.signed_on}])
    if data["on"] > case.office.today():
        raise Refused([_("The date is in the future.")])
    if not data.get("copy_given"):
        found.append(_("The full text of the decision was not handed over."))
    if not data.get("understood"):
        found.append(_("The person did not understand the content."))
    if data.get("how_checked") == Notification.Checked.NOT_CHECKED:
        found.append(_("Whether the person understood was not checked."))
    return found
