"""A list is asked for by one and released by another."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.exchange import gateway, sealing
from acogida.exchange.actions import FileLine, keep_lines
from acogida.exchange.models import Agreement
from acogida.partners.lists import lines
from acogida.partners.lists.models import StatutoryList

AGENCY, PURPOSE = "sre", "sre_list"
PREPARE, DECIDE = "list.prepare", "list.decide"
State = StatutoryList.State


def _allowed(request: Any, action: str) -> None:
    if request.user.offices_for(action) != "all":
        raise PermissionDenied(_("You do not hold the permission for this step."))


@transaction.atomic
def prepare(request: Any, *, why: str, recipient: str, key: uuid.UUID) -> StatutoryList:
    """Ask for a list; nothing is read before somebody else releases it. The same `key` again asks once. Raises
    ValidationError where no agreement is in force or one waits already."""
    _allowed(request, PREPARE)
    if known := StatutoryList.objects.filter(pk=key).first():
        return known
    if Agreement.in_force(AGENCY, PURPOSE, timezone.localdate(), Agreement.Direction.SEND) is None:
        raise ValidationError(_("No agreement in force covers this."))
    if StatutoryList.objects.filter(agency=AGENCY, purpose=PURPOSE, state=State.PREPARED).exists():
        raise ValidationError(_("A list already waits for a second person."))
    made = StatutoryList.objects.create(
        pk=key, agency_id=AGENCY, purpose=PURPOSE, why=why.strip()[:300], recipient=recipient.strip()[:200],
        prepared_by=request.user,
    )  # fmt: skip
    write(request, "list.prepared", made, reason=made.why)
    return made


@transaction.atomic
def decide(request: Any, list_id: uuid.UUID, *, accept: bool, note: str = "") -> StatutoryList:
    """Release a list that somebody else asked for, or decline it with a reason. Its lines are made now, of today's register;
    each person gets a line in her history, also whoever was kept back. Decided twice, it is decided once.

    Raises ValidationError, PermissionDenied (also to who prepared it).
    """
    _allowed(request, DECIDE)
    found = StatutoryList.objects.select_for_update(of=("self",)).get(pk=list_id)
    if found.state != State.PREPARED:
        return found
    if found.prepared_by_id == request.user.pk:
        raise PermissionDenied(_("Whoever prepared it does not release it."))
    if not accept and not note.strip():
        raise ValidationError({"note": [_("Say why.")]})
    found.decided_by, found.decided_at, found.note = request.user, timezone.now(), note.strip()[:300]
    found.state = State.RELEASED if accept else State.DECLINED
    if accept:
        _fill(request, found)
    found.save()
    detail = {"persons": found.persons, "kept_back": found.kept_back, "sha256": found.sha256_csv}
    write(request, f"list.{found.state}", found, reason=found.note, detail=detail)
    return found


def _fill(request: Any, found: StatutoryList) -> None:
    today = timezone.localdate()
    agreement = Agreement.in_force(found.agency_id, found.purpose, today, Agreement.Direction.SEND)
    if agreement is None:
        raise ValidationError(_("No agreement in force covers this."))
    every = list(lines.lines(agreement, request.user))
    bodies = [line.body for line in every if not line.why]
    found.agreement, found.as_of = agreement, today
    found.persons, found.kept_back = len(bodies), len(every) - len(bodies)
    found.sealed = sealing.seal(bodies, found.pk)
    found.sha256_csv = lines.sha256(lines.as_csv(bodies))
    found.sha256_json = lines.sha256(lines.as_json(head(found), bodies))
    tried = (line for line in every if line.why != lines.SEALED)  # whom nobody looked at was not tried
    keep_lines(
        request, found.agency, agreement, found.purpose,
        (FileLine(line.person_id, line.office_id, line.body, line.why) for line in tried),
        reference=str(found.pk), sha256=found.sha256_csv,
    )  # fmt: skip


def head(found: StatutoryList) -> dict[str, Any]:
    """What stands above the lines of the JSON file."""
    agreement = found.agreement
    return {
        "list": str(found.pk), "recipient": found.recipient, "purpose": found.purpose,
        "legal_basis": agreement.legal_basis if agreement else "", "as_of": str(found.as_of),
    }  # fmt: skip


def content(request: Any, found: StatutoryList, form: str) -> bytes:
    """The file ("csv" or "json") of a released list, as it was released; who took it is on record. Raises ValidationError
    where its agreement has ended since, sealing.Unreadable."""
    if found.state != State.RELEASED or found.agreement is None or found.sealed is None:
        raise ValidationError(_("It was not released."))
    if not found.agreement.covers(gateway.today_at(None)):
        raise ValidationError(_("The agreement it was released under has ended."))
    bodies = sealing.unseal(found.sealed, found.pk)
    made = lines.as_csv(bodies) if form == "csv" else lines.as_json(head(found), bodies)
    write(request, "list.taken", found, detail={"form": form, "sha256": lines.sha256(made)})
    return made
