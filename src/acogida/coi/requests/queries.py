"""Reads of requests and answers: lists, queues, what is alike, and what differs between two versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from acogida.accounts import in_force
from acogida.accounts.models import User
from acogida.cases import packs
from acogida.coi.access import may_research
from acogida.coi.models import (
    CoiRequest,
    CoiResponse,
    IssuedCitation,
    IssuedResponse,
    PackVersion,
    Sharing,
    Standing,
)
from acogida.coi.requests import terms
from acogida.coi.requests.access import authors, in_unit, visible_issued, visible_requests
from acogida.coi.requests.states import ANSWERED, OPEN
from acogida.law import add_working_days
from acogida.people.names import fold

ALIKE = 0.45  # word similarity from which a text is offered as asked before
OFFERED = 5
OLD = (Standing.State.SUPERSEDED, Standing.State.WITHDRAWN)
QUEUES = ("mine", "triage", "soon", "review", "stale", "open", "answered", "all")


def queue(user: User, name: str) -> QuerySet[CoiRequest]:
    """One of QUEUES, the nearest due date first."""
    rows = visible_requests(user).select_related("unit", "assignee", "requester")
    if name == "mine":
        mine = Q(assignee=user, state__in=OPEN) | Q(requester=user)
        rows = rows.filter(mine)
    elif name == "triage":
        rows = rows.filter(state__in=["submitted", "triaged"])
    elif name == "soon":
        rows = rows.filter(state__in=OPEN, due_on__lte=soon_limit())
    elif name == "review":
        rows = rows.filter(state="review")
        if in_unit(user):
            rows = rows.exclude(response__drafter=user)
    elif name == "stale":
        rows = rows.filter(pk__in=resting_on_old())
    elif name == "open":
        rows = rows.filter(state__in=OPEN)
    elif name == "answered":
        rows = rows.filter(state__in=ANSWERED)
    return rows.order_by(F("due_on").asc(nulls_last=True), "-created_at") if name != "answered" else rows


def soon_limit() -> Any:
    """The day SOON working days from today at the authority."""
    return add_working_days(packs.current(), timezone.localdate(), terms.SOON, closures=in_force.closures())


def resting_on_old() -> QuerySet[Any]:
    """The requests whose answer in force rests on an edition that was replaced or withdrawn, or on a source put aside."""
    old = Q(version__standing__state__in=OLD) | Q(version__document__source__status="banned")
    rows = IssuedCitation.objects.filter(old, issued__standing__state="current")
    return rows.values("issued__request")


def old_editions(issued: IssuedResponse) -> list[Standing]:
    """The editions an answer rests on that are no longer the ones to use, with what took their place."""
    cited = issued.citations.values("version")
    rows = Standing.objects.filter(version__in=cited, state__in=OLD)
    return list(rows.select_related("document__source", "superseded_by").order_by("document__title"))


def badge(user: User) -> int | None:
    """What waits for the unit: what is to be triaged, what is hers to do, and what she wrote that rests on something old.
    Nothing for who asks, for whom every page would ask the database once more: the list counts her `news`."""
    if not may_research(user):
        return None
    hers = Q(assignee=user, state__in=["assigned", "returned"])
    old = Q(response__drafter=user, pk__in=resting_on_old())
    return CoiRequest.objects.filter(Q(state="submitted") | hers | old).count() or None


def news(user: User) -> QuerySet[CoiRequest]:
    """Answers that who asked has not opened, and what came back to her."""
    unread = Q(state__in=["issued", "published", "answered"], seen_answer_at=None) | Q(state="reformulate")
    return CoiRequest.objects.filter(unread, requester=user)


@dataclass(frozen=True)
class Alike:
    """What was asked or answered before that is like a question."""

    issued: list[IssuedResponse]
    open: list[CoiRequest]


def alike(user: User, country: str, text: str, *, but: CoiRequest | None = None) -> Alike:
    """Answers in force that `user` may read, and open requests of the authority (their questions hold nobody's data), about
    that country and like `text`: by words, and by likeness where words differ in their endings."""
    folded = fold(text)
    if not folded:
        return Alike([], [])
    words = SearchQuery(" | ".join(word for word in folded.split() if len(word) > 4) or folded.split()[0], search_type="raw", config="simple")  # fmt: skip
    near = TrigramWordSimilarity(folded[:300], "search_text")

    def ranked(rows: QuerySet[Any]) -> list[Any]:
        rows = (
            rows.filter(country=country).annotate(near=near).alias(words=SearchVector("search_text", config="simple"))
        )
        return list(rows.filter(Q(near__gte=ALIKE) | Q(words=words)).order_by("-near")[:OFFERED])

    issued = ranked(visible_issued(user).filter(standing__state="current"))
    wide = CoiRequest.objects.exclude(sharing=Sharing.UNIT) | visible_requests(user)
    others = CoiRequest.objects.filter(state__in=OPEN, pk__in=wide.values("pk"))
    return Alike(issued, ranked(others.exclude(pk=but.pk) if but else others))


def packs_in_force(country: str) -> list[PackVersion]:
    """The packs about a country, and its packs on profiles, as they are in force."""
    rows = PackVersion.objects.filter(state=PackVersion.State.ISSUED, pack__country=country).select_related("pack")
    return list(rows.order_by("pack__profile"))


def researchers() -> list[User]:
    """Who can be given a request."""
    holders = User.objects.filter(is_active=True, postings__role__grants__action="coi.research").distinct()
    return [user for user in holders.order_by("last_name") if may_research(user)]


def reviewers(response: CoiResponse) -> list[User]:
    """Colleagues who may review it: they hold the grant and wrote nothing of it."""
    wrote = authors(response)
    holders = User.objects.filter(is_active=True, postings__role__grants__action="coi.review").distinct()
    return [user for user in holders.order_by("last_name") if user.pk not in wrote and in_unit(user)]


def of_number(user: User, number: str, sequence: int | None = None) -> IssuedResponse | None:
    """An issued answer `user` may read: the one asked for, or the one in force, else the last."""
    rows = visible_issued(user).filter(number=number)
    if sequence is not None:
        return rows.filter(sequence=sequence).first()
    return rows.filter(standing__state="current").first() or rows.order_by("sequence").last()


@dataclass(frozen=True)
class Change:
    """A statement that differs between two versions: "added", "removed" or "changed"."""

    what: str
    no: str
    before: str
    after: str


def difference(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """What an answer says otherwise than the version before it: statement by statement, with what they rest on."""
    before, after = _statements(old), _statements(new)
    found = []
    for no in sorted({*before, *after}, key=_place):
        first, then = before.get(no), after.get(no)
        if first != then:
            what = "added" if first is None else "removed" if then is None else "changed"
            found.append(Change(what, no, _said(first), _said(then)))
    for name in ("summary", "method", "limits", "cutoff"):
        if (old.get(name) or "") != (new.get(name) or ""):
            found.append(Change("changed", name, str(old.get(name) or ""), str(new.get(name) or "")))
    return found


def _statements(content: dict[str, Any]) -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
    return {
        finding["no"]: (finding["text"], tuple((each["version"], each["quote"]) for each in finding["citations"]))
        for section in content["sections"] for finding in section["findings"]
    }  # fmt: skip


def _said(statement: tuple[str, tuple[tuple[str, str], ...]] | None) -> str:
    return "" if statement is None else "\n".join([statement[0], *(f"“{quote}”" for _version, quote in statement[1])])


def _place(no: str) -> list[int]:
    return [int(part) for part in no.split(".")]
