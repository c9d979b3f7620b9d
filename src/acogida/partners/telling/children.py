"""The child protection authority (PPNNA): told at once of a child who is alone or at risk (LGDNNA arts. 89, 122, 123; LM
art. 112). It is told who she is and where to ask for her; what was said, and what put her at risk, stays here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from acogida.cases import packs
from acogida.cases.models import Case, Event
from acogida.exchange.messages import ChildAlert
from acogida.law import Pack
from acogida.partners.telling import news
from acogida.partners.telling.about import PPNNA, identity_of, tell
from acogida.people.models import Person, SpecificNeed

ALONE, AT_RISK = "UNACCOMPANIED", "AT_RISK"
SAID = ("given_names", "first_surname", "second_surname", "sex", "birth_date")


def look_after(event: Event) -> None:
    """Tell of each child of the case who is alone, by what was said at this step, or has a flag that must be told."""
    members = event.case.members.filter(end=None).select_related("person").order_by("position")
    persons = [member.person for member in members]
    children = [person for person in persons if person.is_child(event.on)]
    said = set(event.payload.get("unaccompanied", ()))
    at_risk = flagged(children, packs.of(event.case))
    for child in children:
        if len(children) == len(persons) or str(child.pk) in said:
            alert(event.case, child, ALONE)
        elif child.pk in at_risk:
            alert(event.case, child, AT_RISK)


def flags_changed(person: Person, cases: Iterable[Case]) -> None:
    """Specific needs were added to what is known of somebody: a child among them may have to be told of now."""
    for case in cases:
        if person.is_child(case.office.today()) and flagged([person], packs.of(case)):
            alert(case, person, AT_RISK)


def flagged(children: Sequence[Person], pack: Pack) -> set[uuid.UUID]:
    """Those with a specific need of a group that the pack has the authority told of."""
    groups = {group.code for group in pack.files.needs.group if PPNNA in group.tell}
    told = {need.code for need in pack.needs if need.group in groups}
    if not told or not children:
        return set()
    rows = SpecificNeed.objects.exclude(status="closed").filter(person__in=children, code__in=told)
    return set(rows.values_list("person_id", flat=True))


def alert(case: Case, child: Person, why: str) -> None:
    """Once for each child, case and alert."""
    who = {name: value for name, value in identity_of(child).items() if name in SAID}
    message = ChildAlert(
        **who, alert=why, case_reference=case.number, office=case.office.code, phone=_phone(child) or None
    )
    tell(PPNNA, "child_at_risk", child, message, key=f"child:{case.pk}:{child.pk}:{why}", case=case)
    news.tell("child_at_risk", child, case.office.today(), case.office, key=f"{case.pk}:{child.pk}:{why}")


def _phone(child: Person) -> str:
    """Only one that is safe to call and looks like one."""
    number = child.phone.strip()
    digits = sum(character.isdigit() for character in number)
    return number if child.safe_to_contact and 7 <= digits <= 15 and not set(number) - set("+0123456789 ()-") else ""
