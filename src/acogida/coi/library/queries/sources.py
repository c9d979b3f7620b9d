"""Sources as lists and pages show them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from acogida.accounts.models import User
from acogida.coi.access import visible_documents
from acogida.coi.library.queries.holdings import Item, in_use, items
from acogida.coi.models import Source, SourceAssessment

SHOWN = 60


@dataclass(frozen=True)
class Sheet:
    """Everything a source's page shows."""

    assessments: Sequence[SourceAssessment]
    of_documents: Sequence[SourceAssessment]
    items: Sequence[Item]
    documents: int

    @property
    def review_due(self) -> dt.date | None:
        """The day on which the newest finding about the source wanted to be looked at again."""
        return self.assessments[0].next_review if self.assessments else None


def listed(
    user: User, today: dt.date, *, status: str = "", kind: str = "", only: str = "", text: str = ""
) -> QuerySet[Source]:
    """Sources with `documents` (that the reader may see), `newest` and `assessed_on`. `only`: "due", "unassessed", "dubious"."""
    held = visible_documents(user).filter(source=OuterRef("pk")).order_by().values("source")
    newest = held.annotate(day=Max("versions__published_on")).values("day")
    assessed = SourceAssessment.objects.filter(source=OuterRef("pk"), document=None).order_by("-on", "-recorded_at")
    rows = Source.objects.annotate(
        documents_held=Subquery(held.annotate(n=Count("pk")).values("n")), newest=Subquery(newest),
        assessed_on=Subquery(assessed.values("on")[:1]), next_review=Subquery(assessed.values("next_review")[:1]),
    )  # fmt: skip
    if status in Source.Status.values:
        rows = rows.filter(status=status)
    if kind in Source.Kind.values:
        rows = rows.filter(kind=kind)
    if only == "due":
        rows = rows.filter(Q(due_on__lte=today) | Q(next_review__lte=today))
    elif only == "unassessed":
        rows = rows.filter(assessed_on=None)
    elif only == "dubious":
        rows = rows.filter(dubious=True)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(name_es__icontains=text) | Q(owner__icontains=text))
    return rows.order_by("due_on", "name", "pk") if only == "due" else rows.order_by("name", "pk")


def sheet(user: User, source_id: uuid.UUID) -> Sheet:
    """What is known of one source."""
    seen = visible_documents(user)
    found = SourceAssessment.objects.filter(source=source_id).select_related("assessor", "document")
    every = [row for row in found if row.document_id is None]
    kept = set(seen.filter(assessments__source=source_id).values_list("pk", flat=True))
    of_documents = [row for row in found if row.document_id in kept]
    held = items(in_use(user).filter(document__source=source_id))
    return Sheet(every, of_documents, held[:SHOWN], len(held))


def assessed(source_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these sources somebody assessed."""
    rows = SourceAssessment.objects.filter(source__in=source_ids, document=None)
    return set(rows.values_list("source", flat=True).distinct())
