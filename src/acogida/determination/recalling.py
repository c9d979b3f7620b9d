"""What of this room rests on editions of documents, found by edition; and the claims whose cited information has changed.

Who answers for a claim is told by its state, not by a message that could get lost: the list, the case page and the draft
show what changed for as long as it is neither cited anew nor answered.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from acogida.accounts.models import User
from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.models import Claim
from acogida.coi import recall
from acogida.coi.models import CountryFlag, DocumentCountry, Standing
from acogida.determination import country, jobs
from acogida.determination.access import NARRATIVE, claims_for
from acogida.determination.country_checks import Fact as CheckedFact
from acogida.determination.country_checks import Warning, check
from acogida.determination.models import Citation, CountryAnswer, RecalledDecision

MOST = 500  # citations looked at for one list
_PAGES = {"citation": "assessment_page", "draft": "draft_page", "submission": "review_page", "decision": "review_page"}


def closed_stages() -> list[str]:
    """The stages in which nothing more is decided."""
    return [stage.code for stage in packs.current().stages if not stage.open]


@recall.rests("determination")
def resting(version_ids: Collection[uuid.UUID]) -> Iterator[recall.Resting]:
    """Undecided claims, drafts, submissions and signed decisions that rest on these editions, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, label, claim_id, office_id, owner_id, version_id, document_id FROM acogida_coi_resting(%s, %s)",
            [list(version_ids), closed_stages()],
        )
        rows = cursor.fetchall()
    # The addresses differ by the claim's id alone: one is resolved for each kind.
    blank = uuid.UUID(int=0)
    pages = {kind: reverse(name, args=[blank]) for kind, name in _PAGES.items()}
    for kind, label, claim, office, owner, version, document in rows:
        url = pages[kind].replace(str(blank), str(claim))
        yield recall.Resting(kind, label, url, kind != "decision", office, owner, version, document)


@recall.counts("determination")
def counted(version_ids: Collection[uuid.UUID]) -> Iterable[recall.Tally]:
    """The same in numbers, for who may see no case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, office_id, n FROM acogida_coi_resting_counts(%s, %s) ORDER BY office_id, kind",
            [list(version_ids), closed_stages()],
        )
        return [recall.Tally(*row) for row in cursor.fetchall()]


@recall.told("determination")
def tell(version_ids: Collection[uuid.UUID], what: str) -> None:
    """Have it written into the log of every case that rests on these editions, in the background: many may."""
    jobs.tell_changed.defer(version_ids=sorted(map(str, version_ids)), what=what)


def write_down(version_ids: Collection[uuid.UUID], what: str) -> int:
    """Log in every undecided case what happened to an edition it rests on, once; how many claims there are. Whoever may
    be told more than once reads it once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claim_id, case_id, version_id FROM acogida_coi_resting(%s, %s) WHERE kind <> 'decision'",
            [list(version_ids), closed_stages()],
        )
        rows = cursor.fetchall()
    for claim, case, version in rows:
        payload = {"version": str(version), "what": what}
        cases.note(
            None, case, "country_changed", key=uuid.uuid5(claim, f"{version}:{what}"), claim_id=claim, payload=payload
        )
    return len(rows)


@recall.used("determination")
def cited() -> dict[uuid.UUID, int]:
    """How many claims cite each document."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_id, n FROM acogida_coi_cited()")
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Changed:
    """A citation of an undecided claim, and what happened to it since."""

    claim: Claim
    citation: Citation
    warnings: tuple[Warning, ...]
    flags: dict[str, CountryFlag]


def changed_for(user: User, mine: bool = True) -> list[Changed]:
    """What changed under the claims `user` works on, or under all she may read; the oldest citation first."""
    claims = claims_for(user, *NARRATIVE).filter(decided_on=None, case__open=True).exclude(stage__in=closed_stages())
    if mine:
        claims = claims.filter(Q(draft__author=user) | Q(case__assignee=user) | Q(citations__cited_by=user))
    return changes(touched().filter(claim__in=claims))


def touched() -> QuerySet[Citation]:
    """Citations, not taken back, whose edition, source or country something happened to."""
    about = DocumentCountry.objects.filter(
        document=OuterRef(OuterRef("version__document")), role=DocumentCountry.Role.MAIN
    )
    events = CountryFlag.objects.filter(
        country__in=about.values("country"), ended_at=None, on__gt=OuterRef("covered")
    )  # fmt: skip
    covered = Coalesce("version__cutoff", "version__period_to", "version__published_on", output_field=DateField())
    return (
        Citation.objects.filter(removed_at=None)
        .annotate(covered=covered)
        .filter(
            Q(version__standing__state__in=[Standing.State.SUPERSEDED, Standing.State.WITHDRAWN])
            | ~Q(version__document__source__status="active")
            | Exists(events)
        )
    )


def changes(cited: QuerySet[Citation]) -> list[Changed]:
    """Those of `cited` whose change nobody has answered."""
    ids = list(cited.order_by("cited_at").values_list("pk", flat=True)[:MOST])
    if not ids:
        return []
    rows = list(
        country.citations(Citation.objects.filter(pk__in=ids).values_list("claim_id", flat=True))
        .filter(pk__in=ids)
        .select_related("claim__case__office", "claim__person", "fact")
    )
    flags = country.flags_for(rows)
    answered = set(
        CountryAnswer.objects.filter(claim__in={row.claim_id for row in rows}).values_list("claim_id", "mark")
    )
    found = []
    for row in rows:
        warnings = check(
            [CheckedFact(str(row.fact_id), (country.as_cited(row, flags, True),))], row.claim.case.office.today(), ()
        ).warnings
        open_ = tuple(w for w in warnings if w.code in country.CHANGES and (row.claim_id, w.mark) not in answered)
        if open_:
            found.append(Changed(row.claim, row, open_, {str(flag.pk): flag for flag in flags}))
    return found


def find_recalled() -> int:
    """Keep, for every signed decision, which edition it rests on was superseded or withdrawn; how many are new. Run nightly,
    any number of times."""
    gone = Standing.objects.exclude(state=Standing.State.CURRENT)
    rows = (
        Citation.objects.filter(version__standing__in=gone, submitted__submission__decision__isnull=False)
        .order_by()
        .values_list("submitted__submission__decision", "version", "version__standing__state")
        .distinct()
    )
    before = RecalledDecision.objects.count()
    RecalledDecision.objects.bulk_create(
        [RecalledDecision(decision_id=decision, version_id=version, state=state) for decision, version, state in rows],
        ignore_conflicts=True,
        batch_size=1000,
    )
    return RecalledDecision.objects.count() - before
