"""A wish to claim protection, on record before the claim itself is presented."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.db import IntegrityError, transaction

from acogida.accounts.models import Office
from acogida.cases import packs
from acogida.cases.actions import NewMember, open_case
from acogida.cases.models import Case, Member
from acogida.law import Transition
from acogida.people.actions import register_person
from acogida.people.duplicates import notice
from acogida.people.judgements import Source


def steps() -> list[Transition]:
    """The steps of the pack in force by which a case begins before it is an application."""
    pack = packs.current()
    return [
        rule
        for rule in pack.transitions.values()
        if rule.opens_case and rule.to and not rule.from_ and not pack.stage(rule.to).counts
    ]


def record(
    request: Any,
    office: Office,
    rule: Transition,
    *,
    people: Sequence[Mapping[str, Any]],
    nationality: str,
    language: str,
    on: dt.date,
    answers: Mapping[str, Any],
    key: uuid.UUID,
) -> Case:
    """A case that is not an application yet: the persons with what they said of themselves, and the pack's protective
    letter. `people[0]` is the one who speaks for the others. The same key again gives the same case.

    Raises `Refused` when the pack's questions are not answered.
    """
    if existing := Case.objects.filter(pk=key).first():
        return existing
    try:
        with transaction.atomic():
            members = [_member(request, office, person, nationality, language, n) for n, person in enumerate(people)]
            together = [member.person.pk for member in members]
            notice(together, Source.INTAKE, apart={frozenset(pair) for pair in combinations(together, 2)})
            return open_case(
                request, office=office, members=members, presented_on=on, intent_on=on, key=key, case_id=key,
                transition=rule.name, payload=dict(answers),
            )  # fmt: skip
    except IntegrityError:  # the same form came twice at the same moment
        return Case.objects.get(pk=key)


def _member(
    request: Any, office: Office, person: Mapping[str, Any], nationality: str, language: str, position: int
) -> NewMember:
    registered = register_person(
        request, office, person, nationalities=[nationality] if nationality else [],
        languages=[(language, False)] if language else [],
    )  # fmt: skip
    return NewMember(registered, Member.Role.DEPENDANT if position else Member.Role.PRINCIPAL)
