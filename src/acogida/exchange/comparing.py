"""Two registers side by side: every difference has a name. Pure.

A room gives pages of what both sides have about the same people:

    @reconciler("renapo")
    def page(cursor: str) -> Page:
        '''From `cursor` on ("" is the beginning).'''
        return Page(pairs=[Pair(person.pk, ours=[Entry("NUIJ…", "CLAIMED", {"birth_date": "1992-03-14"})], theirs=[…])],
                    next=str(last), total=count)

and the machine (`reconciliation`) compares, names, keeps what it found open until it is resolved or explained, and closes
what agrees again. A page may be asked for twice (a run goes on where it was interrupted). When the agency does not answer,
`page` raises `wire.NoAnswer`, and the run waits. `data` are values that must agree, spelt alike by the room (folded names,
ISO dates); only what both sides say is compared. Whoever has a message waiting in the outbox is left out of a run.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from acogida.hooks.registry import Registry


@dataclass(frozen=True, slots=True)
class Entry:
    """One identity in one register."""

    number: str = ""
    status: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""  # its own name in that register


@dataclass(frozen=True, slots=True)
class Pair:
    """What both registers have about one person."""

    person_id: uuid.UUID | None  # None: we know nobody by what they have
    ours: Sequence[Entry] = ()
    theirs: Sequence[Entry] = ()
    office_id: int | None = None
    reference: str = ""  # the case number, for people


@dataclass(frozen=True, slots=True)
class Page:
    pairs: Sequence[Pair]
    next: str = ""  # the next page's cursor; "" when this was the last
    total: int | None = None  # how many pairs there are in all, for the progress, where known


class Kind(StrEnum):
    """What can differ."""

    MISSING_THERE = "missing_there"  # we have a number, they know of none
    MISSING_HERE = "missing_here"  # they have somebody whose number we do not have
    OTHER_NUMBER = "other_number"
    OTHER_STATUS = "other_status"
    OTHER_DATA = "other_data"
    TWO_THERE = "two_there"  # one person of ours has several identities there
    TWO_HERE = "two_here"  # one identity of theirs is several numbers with us


@dataclass(frozen=True, slots=True)
class Found:
    """One difference of one pair."""

    kind: Kind
    fields: tuple[str, ...] = ()  # of OTHER_DATA


def differences(pair: Pair) -> list[Found]:
    """Everything that differs, named; [] when both sides agree."""
    ours, theirs = list(pair.ours), list(pair.theirs)
    if not theirs:
        return [Found(Kind.MISSING_THERE)] if ours else []
    if not ours:
        return [Found(Kind.MISSING_HERE)]
    found = []
    if len(theirs) > 1:
        found.append(Found(Kind.TWO_THERE))
    if len(ours) > 1:
        found.append(Found(Kind.TWO_HERE))
    if found:  # which is to be compared with which is for people to say
        return found
    mine, other = ours[0], theirs[0]
    if mine.number != other.number:
        found.append(Found(Kind.OTHER_NUMBER))
    if mine.status != other.status:
        found.append(Found(Kind.OTHER_STATUS))
    if fields := tuple(sorted(k for k in mine.data.keys() & other.data.keys() if mine.data[k] != other.data[k])):
        found.append(Found(Kind.OTHER_DATA, fields))
    return found


reconcilers = Registry("reconciler")


def reconciler(agency: str) -> Callable[[Callable[[str], Page]], Callable[[str], Page]]:
    """Register who gives the pages of an agency."""
    return reconcilers.register(agency)


remedies = Registry("remedy")


def remedy(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register what a person can have done about a difference: `@remedy("renapo.missing_there") def again(request,
    person_id)`. It is offered as a button ("Put it right") beside the difference; it runs in a transaction with the audit
    record, and the next run shows whether it helped. Raises `Unusable` with a code where it cannot be done."""
    return remedies.register(name)
