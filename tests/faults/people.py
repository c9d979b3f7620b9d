"""What the fault tests need done in a process of its own, with the settings of the house under test:

    python -m tests.faults.people prepare HOUSEHOLDS SIZE    families with a case each, presented and not admitted
    python -m tests.faults.people clock                      what the clock does, faster
    python -m tests.faults.people check                      what came of it
    python -m tests.faults.people compare                    whether both registers say the same

Prints one JSON document.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

GIVEN = "Ana Rosa Luz Inés Eva Marta Julia Elena Clara Sara".split()
SURNAMES = "Cruz López Pérez Mejía Núñez Reyes Castro Rivas Molina Flores".split()


def prepare(households: int, size: int) -> dict[str, Any]:
    """The session of a supervisor and the cases she is to admit. Many share name and birth date: the register has to
    tell them apart."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from django.db import transaction

    from acogida.cases.actions import NewMember
    from acogida.cases.models import Member
    from tests.cast import a_case, a_person, assemble

    cases = []
    with transaction.atomic():
        cast = assemble()
        for house in range(households):
            members = []
            for place in range(size):
                number = house * size + place
                person = a_person(
                    cast, given_names=GIVEN[number % 10], first_surname=SURNAMES[number // 10 % 10],
                    second_surname=SURNAMES[number // 100 % 10], birth_day=1 + place,
                )  # fmt: skip
                members.append(NewMember(person, Member.Role.PRINCIPAL if place == 0 else Member.Role.DEPENDANT))
            cases.append(str(a_case(cast, members=members).pk))
    session = SessionStore()
    session[SESSION_KEY] = str(cast.supervisor.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = cast.supervisor.get_session_auth_hash()
    session.save()
    return {"session": session.session_key, "cases": cases}


def clock() -> dict[str, Any]:
    """What happens every minute, every second: time is short in a test. Until it is killed."""
    import time

    from django.db import DatabaseError, close_old_connections

    from acogida.exchange import jobs

    while True:
        try:
            jobs.try_again("renapo", 0)
        except DatabaseError:
            close_old_connections()
        time.sleep(1)


def check() -> dict[str, Any]:
    """How far it is, and whether everybody has exactly one number."""
    from django.db.models import Count

    from acogida.cases.models import Case
    from acogida.exchange.models import OutboxMessage
    from acogida.people.models import IdentityNumber, Person

    sent = OutboxMessage.objects.filter(agency="renapo").filter(listed=True).order_by()
    numbers = IdentityNumber.objects.filter(scheme="CURP").order_by()
    return {
        "persons": Person.objects.count(),
        "admitted": Case.objects.filter(stage="admitted").count(),
        "states": {row["state"]: row["n"] for row in sent.values("state").annotate(n=Count("pk"))},
        "errors": sorted(set(sent.exclude(state="delivered").values_list("last_error", flat=True))),
        "assign_messages": sent.filter(purpose="assign_number").count(),
        "rows": numbers.count(),
        "active": numbers.filter(status="active").count(),
        "persons_with_one": numbers.filter(status="active")
        .values("person")
        .annotate(n=Count("pk"))
        .filter(n=1)
        .count(),
        "numbers": sorted(numbers.filter(status="active").values_list("value", flat=True)),
        "by_person": {str(p): v for p, v in numbers.filter(status="active").values_list("person", "value")},
    }


def compare() -> dict[str, Any]:
    """Both registers side by side, to the end: the simulator still fails now and then."""
    from acogida.exchange import reconciliation

    row = reconciliation.run("renapo")
    for _again in range(100):
        if row.state == "done":
            break
        row = reconciliation.run("renapo")
    return {"state": row.state, "compared": row.compared, "found": row.found, "skipped": row.skipped}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
    import django

    django.setup()
    what, *numbers = sys.argv[1:]
    print(
        json.dumps({"prepare": prepare, "check": check, "clock": clock, "compare": compare}[what](*map(int, numbers)))
    )


if __name__ == "__main__":
    main()
