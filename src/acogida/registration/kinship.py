"""From what a member is of the principal to the family relation that is kept."""

from __future__ import annotations

from acogida.people.models import FamilyRelation

Kind = FamilyRelation.Kind
# relation of the member to the principal → (kind, whether the member is the `kind` of the principal)
RELATIONS: dict[str, tuple[str, bool]] = {
    "spouse": (Kind.SPOUSE, True),
    "partner": (Kind.PARTNER, True),
    "child": (Kind.PARENT, False),
    "parent": (Kind.PARENT, True),
    "sibling": (Kind.SIBLING, True),
    "grandparent": (Kind.GRANDPARENT, True),
    "grandchild": (Kind.GRANDPARENT, False),
    "ward": (Kind.GUARDIAN, False),
    "other": (Kind.OTHER, True),
}
