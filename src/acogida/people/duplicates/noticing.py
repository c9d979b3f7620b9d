"""Every way by which a person enters looks whether she is there already: here, on the server, whatever a page asked."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from acogida.people.duplicates.suspicion import suspect
from acogida.people.matching.reading import records_of
from acogida.people.matching.search import likely

Id = uuid.UUID
MOST = 10  # of whom each may be


def notice(persons: Iterable[Id], source: str, *, apart: Collection[frozenset[Id]] = ()) -> int:
    """Look for each of these registered persons in the whole register and keep who looks alike for the desk; how many there
    are to ask about. `apart`: pairs known to be different (a household that stood at the counter together)."""
    wanted = list(dict.fromkeys(persons))
    found = [
        (person, match.person_id, match.probability, match.weight)
        for person, record in records_of(wanted)
        for match in likely(record, limit=MOST)
        if match.person_id != person and frozenset({person, match.person_id}) not in apart
    ]
    return suspect(found, source) if found else 0
