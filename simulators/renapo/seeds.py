"""Invented people who are in the register already, so that a query finds somebody: homonyms, a changed number, names in
the wrong order, a dead man, somebody who holds a residence card."""

from __future__ import annotations

from typing import Any

from simulators.agency import with_topics
from simulators.renapo import events, numbering, registry
from simulators.store import Store

PEOPLE: tuple[tuple[str, str, str, str, str, str, str, str], ...] = (
    # given names, first surname, second surname, birth, sex, nationality, entity of birth, probatory document
    ("Wideline", "Jean Pierre", "", "1996-11-05", "F", "HTI", "NE", "8"),
    ("Wideline", "Jean Pierre", "", "1996-11-05", "F", "HTI", "NE", "3"),  # a homonym: only position 17 differs
    ("Pierre", "Dieudonné", "Louis", "1988-02-29", "M", "HTI", "NE", "8"),
    ("Louis", "Pierre", "Dieudonné", "1988-02-29", "M", "HTI", "NE", "3"),  # the same names, in another order
    ("María de los Ángeles", "Mejía", "de la Cruz", "1990-07-12", "F", "HND", "NE", "8"),
    ("Yusuf", "Al Hassan", "", "1979-05-30", "M", "SYR", "NE", "3"),
    ("Kevin Josué", "Zelaya", "Peña", "2007-07-14", "M", "HND", "NE", "8"),
    ("Rosa Elena", "Martínez", "Chávez", "1985-01-01", "F", "SLV", "NE", "4"),
    ("Wei", "Li", "", "2001-01-09", "F", "CHN", "NE", "3"),
    ("Guadalupe", "Hernández", "Pérez", "1999-12-12", "F", "MEX", "CS", "1"),
)


def sow(store: Store) -> None:
    """Put them in, once."""
    registry.ready(store)
    with_topics(store, events.TOPICS)
    if store.rows("SELECT 1 FROM numbers LIMIT 1"):
        return
    with store.transaction():
        numbers = [_add(store, *each, place=place) for place, each in enumerate(PEOPLE)]
        events.change(store, numbers[4], {"dateOfBirth": "1990-12-07"})
        events.death(store, registry.holder(store, numbers[5])[0])


def _add(
    store: Store, given: str, first: str, second: str, born: str, sex: str, nationality: str, entity: str,
    document: str, *, place: int,
) -> str:  # fmt: skip
    data: dict[str, Any] = {
        "firstName": given, "lastName": first, "secondLastName": second, "dateOfBirth": born, "gender": sex,
        "nationality": nationality, "birthEntity": entity,
    }  # fmt: skip
    value = numbering.assign(store, data, f"seed:{place}")
    person_id, valid = f"seed-{place}", document != "8"
    registry.add_person(store, person_id)
    context = {"statusCurp": "RCN", "documentType": document}
    if not valid:
        context["validUntil"] = "2027-04-30"
    identity = {
        "identityType": "FOREIGNER" if entity == "NE" else "NATIONAL", "status": "VALID" if valid else "CLAIMED",
        "biographicData": {**data, "curp": value}, "contextualData": context,
    }  # fmt: skip
    registry.add_identity(store, person_id, "1", identity, is_reference=valid)
    return value
