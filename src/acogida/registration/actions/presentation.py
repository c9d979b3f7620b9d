"""The presentation of a claim: from an intake form to persons, family and a case, whole or not at all."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from acogida.accounts.models import Office
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.actions import NewMember, open_case
from acogida.cases.continuing import continue_case
from acogida.cases.errors import Refused
from acogida.cases.models import Case
from acogida.law import Pack, due_date
from acogida.registration import alike, persons, wishes
from acogida.registration.access import visible_to
from acogida.registration.actions.taking_down import parted
from acogida.registration.answers import Problem, Sheet
from acogida.registration.models import IntakeDraft
from acogida.registration.queries import sheet as sheet_of


class Incomplete(Refused):
    """The form cannot be presented yet: answers are missing or wrong, likely duplicates are unanswered, or nobody said
    what became of a person of the wish who is not in the application."""

    def __init__(self, problems: list[Problem], unanswered: list[str], unsaid: list[str]) -> None:
        super().__init__([problem.message for problem in problems])
        self.problems, self.unanswered, self.unsaid = problems, unanswered, unsaid


@transaction.atomic
def present(request: Any, draft_id: uuid.UUID, *, key: uuid.UUID) -> Case:
    """Present the claim (LSR art. 18): persons, relations and the case are made together, and the clocks start.

    The draft's id is the case's: a second call, from a double click, a retry or the back button, gives the same case.
    A form taken down from a wish continues the wish's case, which keeps its number and the day of the wish. Raises `Incomplete`; DoesNotExist outside the user's offices.
    """
    draft = visible_to(request.user).select_for_update(of=("self",)).select_related("office", "wish").get(pk=draft_id)
    if draft.case_id:
        return Case.objects.get(pk=draft.case_id)
    if draft.status != IntakeDraft.Status.DRAFT:
        raise Refused([])
    sheet = sheet_of(draft, request.user)
    candidates = {person["key"]: alike.search(request, draft, sheet, person["key"]) for person in draft.members}
    unanswered = alike.unanswered(candidates)
    unsaid = [person["key"] for person in wishes.left_out(draft) if not person.get("left")]
    if sheet.problems or unanswered or unsaid:
        raise Incomplete(sheet.problems, unanswered, unsaid)
    before = known_before(draft, sheet)
    members = [persons.member(request, draft.office, sheet, person, before) for person in draft.members]
    persons.relate_family(members)
    presented_on = sheet.value("", "presented_on") or draft.office.today()
    payload = {
        "level": draft.level,
        "presented_at": str(sheet.value("", "presented_at") or ""),
        "presented_how": str(sheet.value("", "presented_how") or ""),
        "signature": str(sheet.value("", "signature") or ""),
        "read_back": bool(sheet.value("", "read_back")),
        **lateness(sheet, presented_on, draft.office),
        **_flags(draft),
        **_children(sheet, draft, members),
    }
    if draft.wish_id:
        case = continue_case(
            request, draft.wish_id, members=members, presented_on=presented_on, key=key, payload=payload,
            left=parted(request, draft, key),
        )  # fmt: skip
    else:
        case = open_case(
            request, office=draft.office, members=members, presented_on=presented_on, intent_on=None, key=key,
            case_id=draft.pk, payload=payload,
        )  # fmt: skip
    for person, new in zip(draft.members, members, strict=True):
        person["person"] = str(new.person.pk)
    alike.settle(request, {new.person.pk: person for person, new in zip(draft.members, members, strict=True)})
    draft.case, draft.status = case, IntakeDraft.Status.PRESENTED
    draft.save()
    write(request, "registration.present", draft, detail={"case": case.number})
    return case


def known_before(draft: IntakeDraft, sheet: Sheet) -> Sheet | None:
    """What the register knew of the persons of a wish when its form was begun, read as the form is; None without one."""
    return Sheet(sheet.form, draft.data["known"], sheet.context) if draft.wish_id else None


def lateness(sheet: Sheet, presented_on: dt.date, office: Office) -> dict[str, Any]:
    """Whether the claim came after the pack's term to file, which is a question to the person and never a refusal.

    The term runs from the entry, or from the day on which presenting became possible. One that is not law on that day
    or on the day of presentation, or is switched off on either, makes nothing late.
    """
    entry = sheet.value("", "entry_on")
    possible = sheet.value("", "impossible_until")
    start = max((day for day in (entry, possible) if day), default=None)
    if start is None:
        return {"late_filing": False}
    due = filing_due(sheet.context.pack, start, presented_on, office)
    late = bool(due and presented_on > due)
    found = {"entry_on": entry.isoformat() if entry else None, "file_due": due.isoformat() if due else None}
    return {"late_filing": late, "late_explained": late and bool(sheet.value("", "late_reason")), **found}


def filing_due(pack: Pack, start: dt.date, presented_on: dt.date, office: Office) -> dt.date | None:
    """The last day to file for who could since `start`; None where no term is law then and on the day of presentation."""
    rule = pack.clocks.get("file")
    if rule is None or not all(rule.in_force(day) for day in (start, presented_on)):
        return None
    rules = packs.rules(pack.hash)
    if rule.switch and any(rule.switch in rules.off(day) for day in (start, presented_on)):
        return None
    return due_date(pack, rule.code, start, office=office.code, closures=rules.closures)


def _children(sheet: Sheet, draft: IntakeDraft, members: list[NewMember]) -> dict[str, Any]:
    """Children without parent or guardian, and which of them have a representative and a child protection authority
    that was told (LGDNNA arts. 92, 106). By id."""
    alone, represented = [], []
    for person, member in zip(draft.members, members, strict=True):
        if not sheet.value(person["key"], "unaccompanied"):
            continue
        alone.append(str(member.person.pk))
        if sheet.value(person["key"], "guardian_name") and sheet.value(person["key"], "child_protection_told_on"):
            represented.append(str(member.person.pk))
    return {"unaccompanied": alone, "represented": represented}


def _flags(draft: IntakeDraft) -> dict[str, Any]:
    """Persons whom the clerk took for known, or could not tell: by id only, for the desk that looks again."""
    judged = [(said, other) for person in draft.members for other, said in person.get("alike", {}).items()]
    return {
        "known_persons": [other for said, other in judged if said == "same"],
        "unsure_duplicates": [other for said, other in judged if said == "unsure"],
    }
