"""Writing a refusal down, and what was done about it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.certificates.refusals.access import RECORD
from acogida.certificates.refusals.models import LEAVES, FollowUp, Refusal
from acogida.people.models import Person
from acogida.people.names import fold


@transaction.atomic
def record(request: Any, person: Person, given: dict[str, Any], *, key: uuid.UUID) -> Refusal:
    """Keep a refusal: `given` holds happened_on, region, municipality, service, organisation, document, reason, said.
    The same `key` again writes nothing."""
    require(request.user, RECORD, person.office_id)
    known = {
        name: given.get(name, "")
        for name in ("happened_on", "region", "municipality", "service", "organisation", "document", "reason", "said")
    }
    refusal, fresh = Refusal.objects.get_or_create(
        key=key,
        defaults={
            **known, "person": person, "office_id": person.office_id, "recorded_by": request.user,
            "organisation_key": fold(known["organisation"])[:120],
        },
    )  # fmt: skip
    if fresh:
        detail = {"service": refusal.service, "document": refusal.document, "reason": refusal.reason}
        write(request, "refusal.recorded", person, detail=detail)
    return refusal


@transaction.atomic
def follow_up(
    request: Any, refusal_id: uuid.UUID, kind: str, *, on: dt.date, note: str = "", key: uuid.UUID
) -> FollowUp:
    """Keep what was done about a refusal on a civil day; its state follows. The same `key` again writes nothing."""
    refusal = Refusal.objects.select_for_update(of=("self",)).get(pk=refusal_id)
    require(request.user, RECORD, refusal.office_id)
    if existing := FollowUp.objects.filter(key=key).first():
        return existing
    done = FollowUp.objects.create(refusal=refusal, kind=kind, on=on, note=note, by=request.user, key=key)
    refusal.state = LEAVES.get(FollowUp.Kind(kind), Refusal.State.IN_HAND)
    refusal.save(update_fields=["state"])
    write(request, "refusal.followed_up", refusal, detail={"kind": kind, "state": refusal.state})
    return done
