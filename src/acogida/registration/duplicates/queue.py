"""The queue of the desk: pairs and groups that wait, filtered, in order, a page at a time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils import timezone

from acogida.accounts.models import Office, User
from acogida.people.duplicates import access, leases, weighing
from acogida.people.duplicates.states import ASKED
from acogida.people.judgements import Judgement, PossibleDuplicate, Source
from acogida.people.matching import weights, wording
from acogida.people.matching.explain import Reason
from acogida.people.models import Person

Id = uuid.UUID
SIZE = 25
LIKELY = 0.8
PHRASES = 3  # of the evidence, in a row of the list
ORDERS: dict[str, tuple[Any, ...]] = {
    "likely": (F("best").desc(nulls_last=True), "group"),
    "oldest": ("oldest", "group"),
    "newest": ("-oldest", "group"),
    "office": ("office", F("best").desc(nulls_last=True), "group"),
    "source": ("source", F("best").desc(nulls_last=True), "group"),
}
STATES = ("open", "unsure", "asked")
AGES = (1, 7, 30)


@dataclass(frozen=True)
class Filters:
    """What of the queue is shown, and in which order. Nothing in it names anybody: it may stand in an address."""

    state: str = "asked"
    source: str = ""
    office: str = ""
    likelihood: str = ""
    age: int = 0  # days it has waited at least
    order: str = "likely"

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Filters:
        """From an address or a form; whatever is not one of the choices is left out."""

        def one_of(name: str, choices: Iterable[str], default: str = "") -> str:
            said = str(data.get(name, ""))
            return said if said in choices else default

        age = one_of("age", map(str, AGES))
        return cls(
            one_of("state", STATES, "asked"), one_of("source", Source.values), str(data.get("office", ""))[:3],
            one_of("likelihood", ("certain", "likely", "possible")), int(age or 0), one_of("order", ORDERS, "likely"),
        )  # fmt: skip

    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        usual = Filters()
        return {name: str(value) for name, value in vars(self).items() if value != getattr(usual, name)}


@dataclass
class Item:
    """A pair, or a group of persons of whom several may be one."""

    group: Id
    pairs: list[PossibleDuplicate]
    persons: list[Person] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    held_by: User | None = None

    @property
    def lead(self) -> PossibleDuplicate:
        """The likeliest pair of it."""
        return self.pairs[0]

    @property
    def is_group(self) -> bool:
        return len(self.persons) > 2


@dataclass(frozen=True)
class Page:
    items: list[Item]
    number: int
    total: int  # pairs and groups under these filters

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // SIZE))


def pairs(user: User, filters: Filters) -> QuerySet[PossibleDuplicate]:
    """The pairs under these filters that `user` may know of."""
    rows = access.pairs_for(user).filter(state__in=ASKED if filters.state == "asked" else [filters.state])
    if filters.source:
        rows = rows.filter(sources__contains=[filters.source])
    if filters.office:
        rows = rows.filter(Q(first__office__code=filters.office) | Q(second__office__code=filters.office))
    if filters.age:
        rows = rows.filter(first_seen__lte=timezone.now() - dt.timedelta(days=filters.age))
    if filters.likelihood:
        certain = weights.load().automatic
        low, high = {"certain": (certain, 2.0), "likely": (LIKELY, certain), "possible": (-1.0, LIKELY)}[
            filters.likelihood
        ]
        rows = rows.filter(probability__gte=low, probability__lt=high)
    return rows


def grouped(rows: QuerySet[PossibleDuplicate], order: str) -> QuerySet[Any]:
    """One row for each group of these pairs, in order."""
    found = rows.values("group").annotate(best=Max("probability"), oldest=Min("first_seen"))
    if order == "office":
        found = found.annotate(office=Min("first__office__name"))
    if order == "source":
        found = found.annotate(source=Min("sources"))
    return found.order_by(*ORDERS[order])


def page(user: User, filters: Filters, number: int = 1) -> Page:
    """A page of the queue, in a handful of queries however long the queue is."""
    total = pairs(user, filters).aggregate(n=Count("group", distinct=True))["n"]
    number = min(max(number, 1), max(1, -(-total // SIZE)))
    rows = grouped(pairs(user, filters), filters.order)[(number - 1) * SIZE : number * SIZE]
    groups = [row["group"] for row in rows]
    return Page(items(user, groups), number, total)


def items(user: User, groups: list[Id]) -> list[Item]:
    """What the list shows of these groups, in their order."""
    rows = access.pairs_for(user).filter(group__in=groups, state__in=ASKED)
    rows = rows.select_related("first__office", "second__office", "holder")
    by_group: dict[Id | None, list[PossibleDuplicate]] = defaultdict(list)
    for row in rows.order_by(F("probability").desc(nulls_last=True), "pk"):
        by_group[row.group].append(row)
    found = [Item(group, by_group[group]) for group in groups if by_group[group]]
    everybody = {person.pk: person for item in found for row in item.pairs for person in (row.first, row.second)}
    full = access.fully(user, everybody.values())
    evidence = weighing.weigh_all((item.lead.first_id, item.lead.second_id) for item in found)
    for item in found:
        people = {person.pk: person for row in item.pairs for person in (row.first, row.second)}
        item.persons = sorted(people.values(), key=lambda person: person.pk)
        reasons = told(evidence[item.lead.first_id, item.lead.second_id].reasons, whole=people.keys() <= full)
        item.phrases = list(dict.fromkeys(wording.words(reasons)))[:PHRASES]
        item.held_by = next((who for row in item.pairs if (who := leases.holder_of(row, user))), None)
    return found


def told(reasons: list[Reason], *, whole: bool) -> list[Reason]:
    """The evidence that may be told: of somebody who is shown by name, year and office only, what her name says."""
    return reasons if whole else [reason for reason in reasons if reason.part not in ("birth", "sex", "nationality")]


def next_pair(user: User, filters: Filters, skipped: Iterable[str] = ()) -> PossibleDuplicate | None:
    """The next that nobody else is comparing and she has not put off."""
    free = pairs(user, filters).exclude(pk__in=list(skipped)).filter(leases.free_for(user))
    first = grouped(free, filters.order).first()
    if first is None:
        return None
    return free.filter(group=first["group"]).order_by(F("probability").desc(nulls_last=True), "pk").first()


def counts(user: User) -> dict[str, int]:
    """How much waits, in two queries."""
    certain = weights.load().automatic
    asked = access.pairs_for(user).filter(state__in=ASKED).aggregate(
        asked=Count("group", distinct=True),
        open=Count("group", distinct=True, filter=Q(state="open")),
        unsure=Count("group", distinct=True, filter=Q(state="unsure")),
        certain=Count("group", distinct=True, filter=Q(probability__gte=certain)),
    )  # fmt: skip
    return {**asked, "waiting": waiting(user).count()}


def waiting(user: User) -> QuerySet[Judgement]:
    """Merges that a second person has to look at."""
    rows = access.judgements_for(user).filter(
        verdict="same", needs_confirmation=True, confirmed_at=None, withdrawn_at=None
    )
    return rows.select_related("first__office", "second__office", "by").order_by("at", "pk")


def offices(user: User) -> list[tuple[str, str]]:
    """Offices to filter by: those of whom she can have pairs."""
    return list(Office.objects.order_by("name").values_list("code", "name"))
