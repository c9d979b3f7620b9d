"""CURPs that an old register holds: kept as the person's number with where they come from, never as a key."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from acogida.people import duplicates
from acogida.people.numbers.models import IdentityNumber, NumberEvent
from acogida.registration.importing.reading import Entry

SOURCE = "old register"
Status, Kind = IdentityNumber.Status, NumberEvent.Kind


def keep(persons: Sequence[tuple[str, Entry]], actor: Any) -> int:
    """Keep the numbers of persons just written, in their transaction. The old register does not say since when they hold
    nor until when; whoever has the same number as somebody else goes to the duplicates desk. Returns how many."""
    given = [(uuid.UUID(person), entry.curp) for person, entry in persons if entry.curp]
    if not given:
        return 0
    values = {value for _person, value in given}
    held = IdentityNumber.objects.filter(scheme="CURP", value__in=values, status=Status.ACTIVE)
    owners: defaultdict[str, list[uuid.UUID]] = defaultdict(list)
    for person, value in held.values_list("person_id", "value"):
        owners[value].append(person)
    numbers = IdentityNumber.objects.bulk_create(
        IdentityNumber(person_id=person, value=value, status=Status.ACTIVE, source=SOURCE, recorded_by=actor)
        for person, value in given
    )
    NumberEvent.objects.bulk_create(
        NumberEvent(number=number, kind=Kind.ASSIGNED, actor=actor, source=SOURCE) for number in numbers
    )
    pairs = []
    for person, value in given:
        pairs += [(person, other, None, None) for other in owners[value]]
        owners[value].append(person)
    duplicates.suspect(pairs, "import")
    return len(given)
