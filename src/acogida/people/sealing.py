"""Sealing: some persons are known to few (a threatened witness, a child in danger, somebody's relative in the house).

A sealed person and her cases do not exist for anybody without `person.view_sealed` but for the officer who works on the
case: not in lists, searches, counts, exports, nor as a likely duplicate at the counter.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.audit.record import write
from acogida.hooks.registry import effects
from acogida.people.models import Person

EFFECT = "person_sealed"  # handler(request, person, key): what rooms above keep of it


@transaction.atomic
def seal(request: Any, person_id: uuid.UUID, *, sealed: bool, reason: str, key: uuid.UUID) -> Person:
    """Seal a person, or open her again, for a reason. Done twice, it is done once. Raises ValidationError without a reason."""
    person = Person.objects.select_for_update(of=("self",)).select_related("office").get(pk=person_id)
    require(request.user, "person.seal", person.office)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    if person.sealed == sealed:
        return person
    person.sealed, person.version = sealed, person.version + 1
    person.save(update_fields=["sealed", "version", "updated_at"])
    write(request, "person.seal" if sealed else "person.unseal", person, reason=reason.strip())
    if EFFECT in effects.names():
        effects[EFFECT](request, person, key)
    return person
