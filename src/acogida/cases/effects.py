"""What cases do when a room below asks."""

from __future__ import annotations

import uuid
from typing import Any

from acogida.cases import actions, store
from acogida.cases.models import Case
from acogida.hooks.registry import effect
from acogida.people.models import Person


@effect("person_sealed")
def person_sealed(request: Any, person: Person, key: uuid.UUID) -> None:
    """A case is sealed as long as any of its members is; the log says when that changed."""
    for case in Case.objects.filter(members__person=person, members__end=None).distinct().order_by("pk"):
        before = case.sealed
        store.describe(case)
        if case.sealed != before:
            actions.note(request, case.pk, "sealed" if case.sealed else "unsealed", key=key)
