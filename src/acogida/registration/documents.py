"""What each member leaves the counter with: the certificate that the claim is examined, and her identity number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from acogida.accounts.models import User
from acogida.cases import packs
from acogida.cases.models import Case
from acogida.certificates.models import Certificate
from acogida.certificates.queries import of_case
from acogida.exchange.models import OutboxMessage
from acogida.exchange.queries import agency_status
from acogida.people.models import IdentityNumber, Person

RENAPO = "renapo"  # the agency that assigns the CURP


@dataclass(frozen=True)
class Papers:
    """One member's. `number_state`: assigned · on_its_way · stopped · not_asked (RENAPO needs a whole birth date, and
    who was born in the country has a number from its civil register)."""

    person: Person
    certificate: Certificate | None
    number: IdentityNumber | None
    number_state: str


def state(user: User, case: Case) -> dict[str, Any]:
    """Papers of each member, and whether something is still on its way."""
    persons = [m.person for m in case.members.filter(end=None).select_related("person").order_by("position")]
    certificates = of_case(case)
    numbers = {number.person_id: number for number in _numbers(persons)}
    stopped = set(
        OutboxMessage.objects.filter(
            agency=RENAPO, person_id__in=[p.pk for p in persons], state__in=["failed", "refused"]
        ).values_list("person_id", flat=True)
    )
    papers = [
        Papers(p, certificates.get(p.pk), numbers.get(p.pk), _number_state(numbers.get(p.pk), p.pk in stopped))
        for p in persons
    ]
    waiting = any(each.number_state == "on_its_way" for each in papers)
    admit = packs.of(case).transitions.get("admit")
    return {
        "papers": papers,
        "certified": admit is not None
        and "issue_certificate" in admit.effects,  # the pack's admission gives certificates
        "issued": bool(certificates),
        "waiting": waiting,
        "partner_silent": waiting and agency_status(RENAPO).answers is False,
        "can_see_certificates": user.can("certificate.view", case.office_id),
    }


def _numbers(persons: list[Person]) -> QuerySet[IdentityNumber]:
    return IdentityNumber.objects.filter(
        person__in=persons, scheme="CURP", status__in=[IdentityNumber.Status.REQUESTED, IdentityNumber.Status.ACTIVE]
    ).order_by("-status", "pk")  # the last counts: one in force before one that is asked for


def _number_state(number: IdentityNumber | None, stopped: bool) -> str:
    if number is None:
        return "not_asked"
    if number.value:
        return "assigned"
    return "stopped" if stopped else "on_its_way"
