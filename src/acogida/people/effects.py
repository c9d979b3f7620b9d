"""What people does when a pack asks."""

from __future__ import annotations

from typing import Any

from acogida.hooks.registry import effect
from acogida.people.renapo import asking


@effect("request_identity_number")
def request_identity_number(event: Any) -> None:
    """Ask RENAPO for a temporary CURP for each member of the case; whoever has or awaits one is not asked for again."""
    case = event.case
    members = case.members.filter(end=None).select_related("person__office").prefetch_related("person__nationalities")
    for member in members.order_by("position"):
        asking.request_assignment(member.person, reference=case.number, document_number=case.number)
