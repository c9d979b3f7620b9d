"""Agreements: proposed by one, decided by another; ended; never edited."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.exchange.firewall import IDENTITY_FIELDS
from acogida.exchange.models import Agency, Agreement

State = Agreement.State
CONTENT = ("direction", "parties", "words", "fields", "legal_basis", "consent_required", "start", "end")


def _allowed(request: Any, action: str) -> None:
    """Agreements belong to the whole authority: the permission counts everywhere or not at all."""
    if request.user.offices_for(action) != "all":
        raise PermissionDenied(_("You do not hold the permission for this step."))


@transaction.atomic
def propose(request: Any, agency: str, purpose: str, given: dict[str, Any]) -> Agreement:
    """Put a new agreement, or a new version of one, before somebody else. `given`: CONTENT. Nothing changes before it is
    agreed. Raises ValidationError by field, PermissionDenied."""
    _allowed(request, "agreement.propose")
    fields = sorted(set(given["fields"]))
    if not fields or set(fields) - IDENTITY_FIELDS:
        raise ValidationError({"fields": _("Choose at least one of the data that can be agreed upon.")})
    if given["start"] < timezone.localdate():
        raise ValidationError({"start": _("It cannot begin in the past.")})
    if given["end"] and given["end"] < given["start"]:
        raise ValidationError({"end": _("It ends before it begins.")})
    Agency.objects.select_for_update().get(pk=agency)
    rows = Agreement.objects.filter(agency=agency, purpose=purpose)
    if rows.filter(state=State.PROPOSED).exists():
        raise ValidationError(_("A version of it already waits for a second person."))
    former = rows.filter(state=State.AGREED).order_by("-version").first()
    content = {name: given[name] for name in CONTENT} | {"fields": fields}
    made = Agreement.objects.create(
        agency_id=agency, purpose=purpose, version=(rows.aggregate(n=Max("version"))["n"] or 0) + 1,
        state=State.PROPOSED, path=former.path if former else "", replaces=former, proposed_by=request.user, **content,
    )  # fmt: skip
    write(request, "agreement.proposed", made, detail={"agency": agency, "purpose": purpose, "version": made.version})
    return made


@transaction.atomic
def decide(request: Any, agreement_id: int, *, accept: bool, note: str = "") -> Agreement:
    """Agree to what somebody else proposed, or decline it with a reason. What it replaces ends on the day before it begins.
    Decided twice, it is decided once. Raises ValidationError, PermissionDenied (also to who proposed it)."""
    _allowed(request, "agreement.decide")
    found = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    if found.state != State.PROPOSED:
        return found
    if found.proposed_by_id == request.user.pk:
        raise PermissionDenied(_("Whoever proposed it does not decide on it."))
    if not accept and not note.strip():
        raise ValidationError({"note": _("Say why.")})
    if accept:
        if found.start < timezone.localdate():
            raise ValidationError(_("Its first day has passed: it has to be proposed anew."))
        open_ones = Agreement.objects.filter(agency=found.agency_id, purpose=found.purpose, state=State.AGREED)
        before = found.start - dt.timedelta(days=1)
        for former in open_ones.select_for_update(of=("self",)):
            if former.end is None or former.end >= found.start:
                former.end = max(before, former.start)
                former.save(update_fields=["end"])
    found.state, found.note = (State.AGREED if accept else State.DECLINED), note.strip()[:300]
    found.decided_by, found.decided_at = request.user, timezone.now()
    found.save(update_fields=["state", "note", "decided_by", "decided_at"])
    write(request, f"agreement.{found.state}", found, reason=found.note)
    return found


@transaction.atomic
def end(request: Any, agreement_id: int, *, on: dt.date, note: str) -> Agreement:
    """End an agreement: `on` is its last day, today at the earliest; nothing leaves under it from the next day on. To stop
    is always safe, so one person may. Raises ValidationError, PermissionDenied."""
    if request.user.offices_for("agreement.decide") != "all":
        _allowed(request, "agreement.propose")
    found = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    today = timezone.localdate()
    if not note.strip():
        raise ValidationError({"note": _("Say why.")})
    if found.state != State.AGREED or (found.end is not None and found.end < today):
        raise ValidationError(_("It is not in force."))
    if on < max(today, found.start):
        raise ValidationError({"on": _("The last day is today at the earliest.")})
    if found.end is not None and on > found.end:
        raise ValidationError({"on": _("It can be shortened, not prolonged: propose a new version.")})
    found.end, found.ended_by, found.note = on, request.user, note.strip()[:300]
    found.save(update_fields=["end", "ended_by", "note"])
    write(request, "agreement.ended", found, reason=found.note, detail={"on": on.isoformat()})
    return found
