"""Countries: how closely each is followed, and what happened there that makes information old."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.coi import recall
from acogida.coi.access import require_hand
from acogida.coi.library import rules, watch
from acogida.coi.library.queries.flags import made_old
from acogida.coi.models import CountryFlag, CountryPriority


@transaction.atomic
def set_priority(request: Any, country: str, priority: str, reason: str = "") -> CountryPriority:
    """Follow a country (ISO 3166-1 alpha-2) more or less closely: A to E. Its sources are due accordingly. Raises
    PermissionDenied, ValidationError at the field."""
    require_hand(request.user, "coi.research")
    if priority not in rules.PRIORITIES:
        raise ValidationError({"priority": [_("A to E.")]})
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why.")]})
    found = CountryPriority.objects.select_for_update(of=("self",)).filter(pk=country).first() or CountryPriority(
        pk=country
    )
    before = found.priority
    if found.set_by_id and (before, found.reason) == (priority, reason.strip()):
        return found
    found.priority, found.reason, found.set_by = priority, reason.strip(), request.user
    found.save()
    watch.refresh()
    write(request, "coi.country_priority", found, reason=found.reason, detail={"from": before, "to": priority})
    return found


@transaction.atomic
def raise_flag(
    request: Any, country: str, *, kind: str, on: dt.date, text: str, source_url: str = "", key: uuid.UUID
) -> CountryFlag:
    """Say that something happened in a country on a day. Whatever covers only the time before may be old by it: who relies on
    that is told. The same `key` again is the same event. Raises PermissionDenied, ValidationError at the field."""
    require_hand(request.user, "coi.research")
    if known := CountryFlag.objects.filter(key=key).first():
        return known
    if on > timezone.localdate():
        raise ValidationError({"on": [_("That day is still to come.")]})
    if not text.strip():
        raise ValidationError({"text": [_("Say what happened.")]})
    flag = CountryFlag.objects.create(
        country=country, kind=kind, on=on, text=text.strip(), source_url=source_url, raised_by=request.user, key=key
    )
    old = list(made_old(flag).values_list("pk", flat=True))
    write(request, "coi.flag_raise", flag, detail={"country": country, "kind": kind, "versions": len(old)})
    recall.changed(old, recall.FLAGGED)
    return flag


@transaction.atomic
def end_flag(request: Any, pk: uuid.UUID) -> CountryFlag:
    """The event is over, or the library has caught up with it. Done once. Raises PermissionDenied."""
    require_hand(request.user, "coi.research")
    flag = CountryFlag.objects.select_for_update(of=("self",)).get(pk=pk)
    if flag.ended_at is not None:
        return flag
    flag.ended_at, flag.ended_by = timezone.now(), request.user
    flag.save(update_fields=["ended_at", "ended_by"])
    write(request, "coi.flag_end", flag, detail={"country": flag.country})
    return flag
