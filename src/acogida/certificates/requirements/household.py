"""A family as requirements see it: its persons, their other records, their cases and what happened in them, read in a bounded
number of queries whoever many they are."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Max, Prefetch

from acogida.cases import packs
from acogida.cases.models import Case, Claim, Event, Member
from acogida.law import Pack
from acogida.people import identity
from acogida.people.models import FamilyRelation, IdentityNumber, Person

Id = uuid.UUID
STATUS_LOST = "status_ended"  # the stage, in every pack, of a claim whose status was lost for good


@dataclass(frozen=True)
class Place:
    """A person's place in a case, with her claim there and the log as far as requirements ask of it."""

    case: Case
    member: Member
    claim: Claim | None
    events: tuple[Event, ...]
    family_changed_on: dt.date  # when somebody last joined the case or left it

    @property
    def pack(self) -> Pack:
        return packs.of(self.case)

    @property
    def presented(self) -> Mapping[str, Any] | None:
        """What the presentation of the application says; None when there was none (a wish, a file of old)."""
        return next((event.payload for event in self.events if event.kind == "present"), None)

    @property
    def admitted(self) -> bool:
        """Whether the claim was admitted, which is when the pack has its certificate issued."""
        admitting = _admitting(self.case.pack_id)
        return any(
            e.kind in admitting and e.claim_id in (None, self.claim.pk if self.claim else None) for e in self.events
        )

    @property
    def open(self) -> bool:
        return bool(self.claim and self.pack.stage(self.claim.stage).open)

    @property
    def favourable(self) -> bool:
        """Whether she was given protection and told so, and has not lost it."""
        claim = self.claim
        if claim is None or not claim.outcome or claim.notified_on is None or claim.stage == STATUS_LOST:
            return False
        return self.pack.outcome(claim.outcome).positive


@dataclass(frozen=True)
class Body:
    """One person: the record asked about, all her records (persons that are one), and her places in cases, latest last."""

    person: Person
    records: tuple[Person, ...]
    places: tuple[Place, ...]

    @property
    def place(self) -> Place | None:
        """Where her procedure stands: the case in which she was given protection, else the last one."""
        return next((p for p in reversed(self.places) if p.favourable), self.places[-1] if self.places else None)

    def day(self, moment: dt.datetime) -> dt.date:
        """An instant as a civil day of her office."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.person.office.zone)).date()


def read(persons: Iterable[Person]) -> dict[Id, Body]:
    """The body of each person, by the id asked about: a dozen queries, for one or for twenty."""
    wanted = list({person.pk: person for person in persons}.values())
    clusters = identity.clusters(person.pk for person in wanted)
    everybody = {pk for cluster in clusters.values() for pk in cluster}
    rows = Person.objects.filter(pk__in=everybody).select_related("office", "photo")
    rows = rows.prefetch_related(
        "nationalities", "languages", "documents", "needs",
        Prefetch("numbers", IdentityNumber.objects.order_by("pk")),
        Prefetch("relations", FamilyRelation.objects.filter(end=None)),
        Prefetch("relations_of", FamilyRelation.objects.filter(end=None)),
    )  # fmt: skip
    known = {person.pk: person for person in rows}
    places = _places(everybody)
    found = {}
    for person in wanted:
        records = (known[person.pk], *(known[pk] for pk in sorted(clusters[person.pk] - {person.pk})))
        mine = sorted((p for r in records for p in places[r.pk]), key=lambda p: (p.member.start, p.member.pk))
        found[person.pk] = Body(known[person.pk], records, tuple(mine))
    return found


def family_of(person: Person) -> list[Person]:
    """Who is with this person in her cases now, herself first. Two queries."""
    mine = Member.objects.filter(person__in=identity.cluster(person.pk), end=None).values("case")
    others = Person.objects.filter(memberships__case__in=mine, memberships__end=None).exclude(pk=person.pk).distinct()
    return [person, *others.order_by("pk")]


def _places(persons: set[Id]) -> dict[Id, list[Place]]:
    members = list(Member.objects.filter(person__in=persons, end=None).select_related("case__office"))
    cases = {member.case_id for member in members}
    claims = {(claim.case_id, claim.person_id): claim for claim in Claim.objects.filter(case__in=cases)}
    kinds = {"present"}.union(*(_admitting(member.case.pack_id) for member in members))
    log: dict[Id, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(case__in=cases, kind__in=kinds).order_by("case", "seq"):
        log[event.case_id].append(event)
    moved = Member.objects.filter(case__in=cases).values_list("case").annotate(Max("start"), Max("end"))
    changed = {case: max(start, end or start) for case, start, end in moved.order_by("case")}
    places: dict[Id, list[Place]] = defaultdict(list)
    for member in members:
        case = member.case
        claim = claims.get((case.pk, member.person_id))
        places[member.person_id].append(Place(case, member, claim, tuple(log[case.pk]), changed[case.pk]))
    return places


@lru_cache(maxsize=32)
def _admitting(pack_hash: str) -> frozenset[str]:
    """The steps by which the pack has a certificate of procedure issued."""
    steps = packs.by_hash(pack_hash).transitions.values()
    return frozenset(step.name for step in steps if "issue_certificate" in step.effects)
