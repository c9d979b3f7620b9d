"""What people does when a pack asks."""

from __future__ import annotations

from typing import Any

from acogida.hooks.registry import effect
from acogida.people.numbers import actions, rules
from acogida.people.renapo import asking, finding, hearing, reconciling  # noqa: F401 - they register what they can do


@effect("request_identity_number")
def request_identity_number(event: Any) -> None:
    """Ask for a temporary CURP for each member of the case; whoever has or awaits one is not asked for again."""
    case = event.case
    members = case.members.filter(end=None).select_related("person__office").prefetch_related("person__nationalities")
    for member in members.order_by("position"):
        asking.request_assignment(member.person, reference=case.number, document_number=case.number)


@effect("end_identity_number")
def end_identity_number(event: Any) -> None:
    """The step closes the claim in a way that ends the number (`[[identifier.ending]]` of the pack)."""
    claim = event.claim
    rule = rules.ending_of(event.kind, claim.outcome or "") if claim else None
    if rule:
        actions.end(claim.person_id, rule.code, on=event.on, source=event.case.number, who=event.actor)


@effect("make_identity_number_permanent")
def make_identity_number_permanent(event: Any) -> None:
    """The migration document of a person with a favourable decision: her number is to be made permanent."""
    claim = event.claim
    if claim is None or not rules.makes_permanent(event.kind, event.payload, claim.outcome or ""):
        return
    number = claim.person.numbers.filter(scheme=rules.CURP, status="active").first()
    if number:
        actions.ask_permanent(number, event.actor)
