"""Who is meant: a person by what a command or a desk names her with."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acogida.people.models import Person

FORMS = "a case number (the principal; COM-TAP-2026-00042-K/2 for the second member), a certificate's number, a CURP or a person's id"


def person_named(text: str) -> Person | None:
    """The person meant by `FORMS`; None when it names nobody, or more than one."""
    # Not above: commands read FORMS for their help before models are there.
    from acogida.cases.models import Member
    from acogida.certificates.models import Certificate
    from acogida.people.models import IdentityNumber, Person

    name = "".join(text.split())
    try:
        return Person.objects.select_related("office").filter(pk=uuid.UUID(name)).first()
    except ValueError:
        pass
    name = name.upper()
    number, _slash, place = name.partition("/")
    members = Member.objects.filter(case__number=number, end=None).order_by("position", "pk")
    if found := _member(list(members.values_list("person", flat=True)), place):
        return Person.objects.select_related("office").get(pk=found)
    owners = set(Certificate.objects.filter(number=name).values_list("person", flat=True)) or set(
        IdentityNumber.objects.filter(value=name, status=IdentityNumber.Status.ACTIVE).values_list("person", flat=True)
    )
    return Person.objects.select_related("office").get(pk=owners.pop()) if len(owners) == 1 else None


def _member(persons: list[uuid.UUID], place: str) -> uuid.UUID | None:
    """The member at a place counted from one; the principal when none is said."""
    if not place:
        return persons[0] if persons else None
    return persons[int(place) - 1] if place.isdigit() and 1 <= int(place) <= len(persons) else None
