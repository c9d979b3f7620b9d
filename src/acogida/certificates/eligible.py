"""Who may have which kind of certificate now: what the pack's rule asks of a claim and of an identity number."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from acogida.cases.models import Case, Claim
from acogida.law import CertificateKind
from acogida.people.models import IdentityNumber
from acogida.people.numbers import rules


@dataclass(frozen=True)
class Standing:
    """How one member of a case stands. `number_until`: the last day of a number that is temporary."""

    stage: str = ""
    outcome: str = ""
    identity_number: str = ""
    number_until: dt.date | None = None


def standing(case: Case, persons: Collection[uuid.UUID]) -> dict[uuid.UUID, Standing]:
    """The standing of each of `persons` in a case."""
    claims = {claim.person_id: claim for claim in Claim.objects.filter(case=case, person_id__in=persons)}
    held = IdentityNumber.objects.filter(person_id__in=persons, scheme=rules.scheme(), status="active")
    numbers = {number.person_id: number for number in held}
    found = {}
    for person in persons:
        claim, number = claims.get(person), numbers.get(person)
        found[person] = Standing(
            claim.stage if claim else "", claim.outcome if claim else "", number.value if number else "",
            number.valid_until if number and number.temporary else None,
        )  # fmt: skip
    return found


def why_not(rule: CertificateKind, known: Standing) -> str:
    """Why one who stands so may not have the kind: "stage", "outcome", "number"; empty when she may."""
    if known.stage not in rule.valid_while:
        return "stage"
    if rule.outcomes and known.outcome not in rule.outcomes:
        return "outcome"
    if rule.proves_number and not known.identity_number:
        return "number"
    return ""
