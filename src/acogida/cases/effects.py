"""What cases do when a room below asks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from acogida.accounts import scope
from acogida.cases import actions, store
from acogida.cases.models import Case
from acogida.hooks.registry import effect
from acogida.people.duplicates import Change
from acogida.people.models import Person


@effect("person_sealed")
def person_sealed(request: Any, person: Person, key: uuid.UUID) -> None:
    """A case is sealed as long as any of its members is; the log says when that changed."""
    for case in Case.objects.filter(members__person=person, members__end=None).distinct().order_by("pk"):
        before = case.sealed
        store.describe(case)
        if case.sealed != before:
            actions.note(request, case.pk, "sealed" if case.sealed else "unsealed", key=key)


@effect("persons_merged")
def persons_merged(request: Any, change: Change) -> None:
    """Two persons are one: the log of each of their cases says so. Nothing else moves by itself: what becomes of two open
    cases is a person's to decide."""
    _tell_cases(request, change, "persons_merged")


@effect("persons_split")
def persons_split(request: Any, change: Change) -> None:
    """They are not one after all: the log says that, too."""
    _tell_cases(request, change, "persons_split")


def _tell_cases(request: Any, change: Change, kind: str) -> None:
    """Each case's log; but a log that many read does not tell that there is a sealed person."""
    sealed = set(Person.objects.filter(pk__in=change.one | change.other, sealed=True).values_list("pk", flat=True))
    for mine, others in ((change.one, change.other), (change.other, change.one)):
        if others & sealed and not mine & sealed:
            continue
        for case in Case.objects.filter(members__person__in=mine, members__end=None).distinct().order_by("pk"):
            payload = {"persons": _ids(mine), "others": _ids(others), "judgement": str(change.judgement.pk)}
            key = uuid.uuid5(change.judgement.pk, f"{kind} {case.pk} {_ids(mine)}")
            with scope.including([case.office_id]):
                actions.note(request, case.pk, kind, key=key, payload=payload)


def _ids(persons: Iterable[uuid.UUID]) -> list[str]:
    return sorted(map(str, persons))
