"""What each member leaves the counter with: the certificate that the claim is examined, and her identity number."""

from __future__ import annotations

from typing import Any

from acogida.accounts.models import User
from acogida.cases.models import Case
from acogida.certificates.queries import of_case
from acogida.exchange.queries import agency_status
from acogida.people.models import IdentityNumber

RENAPO = "renapo"  # the agency that assigns the CURP


def state(user: User, case: Case) -> dict[str, Any]:
    """Certificates and identity numbers by member, and whether something is still on its way."""
    persons = [m.person for m in case.members.filter(end=None).select_related("person").order_by("position")]
    certificates = of_case(case)
    numbers: dict[Any, IdentityNumber] = {}
    for number in IdentityNumber.objects.filter(person__in=persons, status__in=["requested", "active"]).order_by("pk"):
        numbers[number.person_id] = number
    rows = [
        {"person": person, "certificate": certificates.get(person.pk), "number": numbers.get(person.pk)}
        for person in persons
    ]
    admitted = bool(certificates)
    waiting = admitted and any(row["number"] is None or not row["number"].value for row in rows)
    return {
        "papers": rows,
        "issued": admitted,
        "waiting": waiting,
        "partner_silent": waiting and agency_status(RENAPO).answers is False,
        "can_see_certificates": user.can("certificate.view", case.office_id),
    }
