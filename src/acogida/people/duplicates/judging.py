"""What people say of two persons, and what follows when they are one.

`judge` keeps an edge; `confirm` and `decline` are the second person's; `withdraw` takes an edge back. Nothing of a person,
a membership or a claim is rewritten. What it means for cases is theirs: the effects `persons_merged` and `persons_split`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.hooks.registry import effects
from acogida.people import identity
from acogida.people.access import hidden_from
from acogida.people.duplicates import access, material, states, weighing
from acogida.people.duplicates.suspicion import ordered
from acogida.people.judgements import Judgement, PossibleDuplicate, Source
from acogida.people.models import IdentityNumber, Person

Id = uuid.UUID
Verdict = Judgement.Verdict
MERGED, SPLIT, CONFLICT = "persons_merged", "persons_split", "identity_conflict"
INTAKE_VERDICTS = frozenset({Verdict.DIFFERENT, Verdict.UNSURE})


class NotPossible(Exception):
    """It contradicts what is in force, or somebody judged meanwhile. `str()` says why, in the user's language."""


class JudgedMeanwhile(NotPossible):
    """Somebody else answered since the page was opened."""

    def __init__(self, judgement: Judgement | None) -> None:
        super().__init__(_("Somebody else judged this pair meanwhile. Look again before you answer."))
        self.judgement = judgement


@dataclass(frozen=True)
class Change:
    """What two effects are told: the judgement, and the clusters that became one or came apart."""

    judgement: Judgement
    one: frozenset[Id]
    other: frozenset[Id]


UNKNOWN: Any = object()


@transaction.atomic
def judge(
    request: Any,
    one: Id,
    other: Id,
    verdict: str,
    *,
    note: str = "",
    key: uuid.UUID,
    leads: Id | None = None,
    expected: Id | Any | None = UNKNOWN,
    source: str = Source.DESK,
) -> Judgement:
    """Keep what the user says of two persons. Said twice with one key, or twice the same, it is one judgement.

    `leads`: whose page is to stand for both. `expected`: the judgement that was in force when the user looked (None:
    none). Raises NotPossible, PermissionDenied, and Person.DoesNotExist for somebody the user may not know of.
    """
    first, second = ordered(one, other)
    persons = _locked(first, second, request.user)
    if done := Judgement.objects.filter(first=first, second=second, key=key).first():
        return done
    _allowed(request.user, persons, verdict, source)
    standing = Judgement.objects.filter(first=first, second=second, withdrawn_at=None).first()
    if expected is not UNKNOWN and expected != (standing.pk if standing else None):
        raise JudgedMeanwhile(standing)
    if standing and standing.verdict == verdict and verdict != Verdict.UNSURE:
        return standing
    if standing:
        if standing.verdict != Verdict.UNSURE and not may_withdraw(request.user, standing, persons):
            raise PermissionDenied(_("You do not hold the permission for this step."))
        _take_back(request, standing, why="judged anew")
    mine, theirs = _sides(first, second)
    _consistent(verdict, mine, theirs)
    if leads is not None and leads not in mine | theirs:
        leads = None
    found = weighing.weigh(first, second)
    known = material.of((first, second))
    judgement = Judgement.objects.create(
        first_id=first, second_id=second, verdict=verdict, probability=found.probability, weight=found.bits,
        evidence=[list(reason) for reason in found.reasons], seen=material.as_seen(first, second, known), source=source,
        note=note.strip()[:500], leads_id=leads if verdict == Verdict.SAME else None, key=key, by=request.user,
        office_id=request.user.office_id,
        needs_confirmation=verdict == Verdict.SAME and not _enough_alone(request.user, persons, mine, theirs),
    )  # fmt: skip
    write(request, f"duplicates.{verdict}", judgement, detail=_detail(judgement))
    _follow(request, judgement, mine, theirs)
    return judgement


@transaction.atomic
def confirm(request: Any, judgement_id: Id) -> Judgement:
    """A second person has looked: the merge takes effect. Done twice, it is done once. Raises NotPossible when it was
    withdrawn or contradicts what is in force by now; PermissionDenied for whoever proposed it."""
    judgement, persons = _find(request, judgement_id)
    if judgement.withdrawn_at:
        raise NotPossible(_("It was withdrawn meanwhile."))
    if not judgement.waits:
        return judgement
    if judgement.by_id == request.user.pk:
        raise PermissionDenied(_("Somebody else has to confirm it."))
    _require(request.user, "duplicates.confirm", persons)
    mine, theirs = _sides(judgement.first_id, judgement.second_id)
    _consistent(Verdict.SAME, mine, theirs)
    judgement.confirmed_by, judgement.confirmed_at = request.user, timezone.now()
    judgement.save(update_fields=["confirmed_by", "confirmed_at"])
    write(request, "duplicates.confirm", judgement, detail=_detail(judgement))
    _follow(request, judgement, mine, theirs)
    return judgement


@transaction.atomic
def decline(request: Any, judgement_id: Id, why: str) -> Judgement:
    """A second person has looked and does not agree; the pair is open again. Raises as `confirm`."""
    judgement, persons = _find(request, judgement_id)
    if judgement.withdrawn_at:
        return judgement
    if not judgement.waits:
        raise NotPossible(_("It is in force already; withdraw it instead."))
    if judgement.by_id != request.user.pk:
        _require(request.user, "duplicates.confirm", persons)
    _say_why(why)
    _take_back(request, judgement, why=why)
    return judgement


@transaction.atomic
def withdraw(request: Any, judgement_id: Id, why: str) -> Judgement:
    """Take a judgement back. Two persons that were one come apart again, as they were. Done twice, it is done once."""
    judgement, persons = _find(request, judgement_id)
    if judgement.withdrawn_at:
        return judgement
    if not may_withdraw(request.user, judgement, persons):
        raise PermissionDenied(_("You do not hold the permission for this step."))
    _say_why(why)
    _take_back(request, judgement, why=why)
    return judgement


def may_withdraw(user: Any, judgement: Judgement, persons: Iterable[Person]) -> bool:
    """What two people decided needs who may confirm; a merge needs who may merge; the rest, who may judge. What waits
    or was hers alone anybody takes back herself."""
    if judgement.confirmed_at:
        return access.may(user, "duplicates.confirm", persons)
    if judgement.by_id == user.pk and access.may(user, "duplicates.judge", persons):
        return True
    action = "duplicates.merge" if judgement.verdict == Verdict.SAME else "duplicates.judge"
    return access.may(user, action, persons)


@transaction.atomic
def merge(
    request: Any, persons: Iterable[Id], *, note: str = "", key: uuid.UUID, leads: Id | None = None
) -> list[Judgement]:
    """Several persons are one: the fewest edges that join them, each with the one who leads. Those joined already are
    left as they are."""
    members = sorted(set(persons))
    if len(members) < 2:
        raise NotPossible(_("Choose at least two."))
    centre = leads if leads in members else members[0]
    made = []
    for member in members:
        if member != centre and member not in identity.cluster(centre):
            made.append(
                judge(request, centre, member, Verdict.SAME, note=note, key=key, leads=leads)
            )  # one key: a pair and a key are one judgement
    return made


@transaction.atomic
def unmerge(request: Any, person_id: Id, why: str) -> list[Judgement]:
    """Take back every edge that makes this person one with another."""
    edges = Judgement.objects.filter(verdict=Verdict.SAME, withdrawn_at=None)
    mine = edges.filter(first=person_id) | edges.filter(second=person_id)
    return [withdraw(request, edge.pk, why) for edge in mine.order_by("pk")]


def open_cases(persons: Iterable[Id]) -> set[Id]:
    """Ids of the open cases in which any of these persons is."""
    rows = Person.objects.filter(pk__in=set(persons), memberships__end=None, memberships__case__open=True)
    return set(rows.values_list("memberships__case", flat=True))


# --- inside -------------------------------------------------------------------------------------------------------


def _locked(first: Id, second: Id, user: Any) -> list[Person]:
    """Both persons. Judgements happen one after another: what is consistent with what is in force stays so."""
    states.one_after_another()
    people = list(Person.objects.select_related("office").filter(pk__in=(first, second)).order_by("pk"))
    if len(people) < 2 or hidden_from(user).filter(pk__in=(first, second)).exists():
        raise Person.DoesNotExist
    return people


def _find(request: Any, judgement_id: Id) -> tuple[Judgement, list[Person]]:
    visible = access.judgements_for(request.user).get(pk=judgement_id)
    persons = _locked(visible.first_id, visible.second_id, request.user)
    return Judgement.objects.select_for_update(of=("self",)).get(pk=judgement_id), persons


def _allowed(user: Any, persons: list[Person], verdict: str, source: str) -> None:
    """At the desk, who may judge at both offices; at the counter, whoever compared with the person before her may say that
    it is somebody else."""
    if verdict not in Verdict.values:
        raise NotPossible(_("Answer: the same person, another person, or not sure."))
    if source == Source.INTAKE and verdict in INTAKE_VERDICTS and user.can("person.search_register"):
        return
    _require(user, "duplicates.judge", persons)


def _require(user: Any, action: str, persons: Iterable[Person]) -> None:
    if not access.may(user, action, persons):
        raise PermissionDenied(_("You do not hold the permission for this step."))


def _say_why(why: str) -> None:
    if not why.strip():
        raise NotPossible(_("Say why."))


def _sides(first: Id, second: Id) -> tuple[frozenset[Id], frozenset[Id]]:
    around = identity.clusters((first, second))
    return around[first], around[second]


def _consistent(verdict: str, mine: frozenset[Id], theirs: frozenset[Id]) -> None:
    """Nobody is both one with somebody and another than her."""
    if verdict == Verdict.DIFFERENT and mine == theirs:
        raise NotPossible(_("They are one person by other judgements. Withdraw those first."))
    if verdict != Verdict.SAME or mine == theirs:
        return
    apart = Judgement.objects.filter(verdict=Verdict.DIFFERENT, withdrawn_at=None)
    across = apart.filter(first__in=mine, second__in=theirs) | apart.filter(first__in=theirs, second__in=mine)
    if across.exists():
        raise NotPossible(_("Somebody judged that persons among these are different. Withdraw that judgement first."))


def _enough_alone(user: Any, persons: list[Person], mine: frozenset[Id], theirs: frozenset[Id]) -> bool:
    """Whether one pair of eyes is enough: she may merge, and not both have an open case."""
    return access.may(user, "duplicates.merge", persons) and not (open_cases(mine) and open_cases(theirs))


def _take_back(request: Any, judgement: Judgement, *, why: str) -> None:
    was_in_force = judgement.in_force and judgement.verdict == Verdict.SAME
    judgement.withdrawn_by, judgement.withdrawn_at = request.user, timezone.now()
    judgement.withdrawn_why = why.strip()[:300]
    judgement.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    write(request, "duplicates.withdraw", judgement, reason=judgement.withdrawn_why, detail=_detail(judgement))
    one, other = _sides(judgement.first_id, judgement.second_id)
    states.renew(one | other)
    if was_in_force and one != other:
        _tell(SPLIT, request, Change(judgement, one, other))


def _follow(request: Any, judgement: Judgement, mine: frozenset[Id], theirs: frozenset[Id]) -> None:
    """Bring the desk in line, and tell those whom a merge concerns."""
    states.renew(mine | theirs)
    PossibleDuplicate.objects.filter(first=judgement.first_id, second=judgement.second_id).update(
        holder=None, held_until=None
    )
    if judgement.verdict != Verdict.SAME or judgement.waits or mine == theirs:
        return
    change = Change(judgement, mine, theirs)
    _tell(MERGED, request, change)
    if numbers_in_conflict(mine | theirs):
        _tell(CONFLICT, request, change)


def numbers_in_conflict(persons: Iterable[Id]) -> bool:
    """Whether those who are one person hold two numbers of one register in force."""
    active = IdentityNumber.objects.filter(person__in=set(persons), status=IdentityNumber.Status.ACTIVE)
    pairs = set(active.exclude(value="").values_list("scheme", "value"))
    return len(pairs) > len({scheme for scheme, _value in pairs})


def _tell(name: str, request: Any, change: Change) -> None:
    if name in effects.names():
        effects[name](request, change)


def _detail(judgement: Judgement) -> dict[str, Any]:
    return {"persons": [str(judgement.first_id), str(judgement.second_id)], "verdict": judgement.verdict}
