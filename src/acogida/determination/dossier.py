"""What determination knows of every claim of a case, in one query: conditions ask for it a dozen times a page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from acogida.cases.models import Case, Claim
from acogida.determination.models import (
    Assessment,
    Citation,
    Decision,
    Draft,
    Interview,
    InterviewEntry,
    MaterialFact,
    NoInformation,
    Notification,
    ReviewComment,
)
from acogida.determination.template import Findings
from acogida.hooks.registry import once


@dataclass(frozen=True)
class Statement:
    """What conditions ask of a material fact."""

    result: str
    reasons: str
    explanation: str
    indicators: dict[str, str]
    cited: bool  # country information is cited for or against it
    silent: bool  # it is said that there is none, or why it was not sought

    @property
    def assessed(self) -> bool:
        return bool(self.result and self.reasons.strip())

    @property
    def inconsistent(self) -> bool:
        """Whether a contradiction is held against it: with itself, with the family's statements, with what is known."""
        return any(self.indicators.get(name) == "against" for name in ("internal", "family", "external"))

    @property
    def informed(self) -> bool:
        """Whether it rests on country information, or says that it rests on none."""
        return self.cited or self.silent

    @property
    def put(self) -> bool:
        """Whether it says what the person answered when it was put to her."""
        return bool(self.explanation.strip())


@dataclass(frozen=True)
class Dossier:
    """One claim. `heard`: closed interviews; `unread`: those of them not read back and confirmed; `answered`: something
    was said in one. `statements` are the material facts not set aside, those of the assessment it follows included.

    Drafts, remarks, decisions and notifications are those of the present round: what belongs to a decision that was set
    aside (`rounds`) says nothing about the one to come."""

    claim: Claim
    assessment: Assessment | None
    draft: Draft | None
    statements: tuple[Statement, ...]
    heard: int
    unread: int
    answered: bool
    open_comments: int
    decided: bool
    notified: bool

    @property
    def findings(self) -> Findings:
        """What the assessment says now; empty when nobody has begun it."""
        if self.assessment is None:
            return Findings({})
        return Findings(
            answers=self.assessment.data.get("answers", {}),
            outcome=self.assessment.outcome,
            grounds=tuple(self.assessment.grounds),
            flags=tuple(self.assessment.data.get("flags", ())),
            facts_assessed=bool(self.statements) and all(each.assessed for each in self.statements),
        )


def of(case: Case) -> dict[uuid.UUID, Dossier]:
    """The claims of `case` by their id, in order; read once for all facts that are gathered together."""
    return once(("determination", case.pk), lambda: _read(case))


def _read(case: Case) -> dict[uuid.UUID, Dossier]:
    rows = list(_rows(case))
    own = {row.pk: tuple(Statement(**each) for each in row.statements) for row in rows}
    return {row.pk: _dossier(row, own) for row in rows}


def _dossier(row: Any, own: dict[uuid.UUID, tuple[Statement, ...]]) -> Dossier:
    assessment, draft = _related(row, "assessment"), _related(row, "draft")
    source = assessment.follows_id if assessment else None
    stands = row.decided_on is not None
    return Dossier(
        claim=row, assessment=assessment, draft=None if stale(row, draft) else draft, statements=(*(own.get(source, ()) if source else ()), *own[row.pk]),
        heard=row.heard, unread=row.unread, answered=row.answered, open_comments=row.open_comments,
        decided=row.decision is not None and stands, notified=row.notified and stands,
    )  # fmt: skip


def stale(claim: Claim, draft: Draft | None) -> bool:
    """Whether a draft is that of a decision set aside, so that the next one has still to be begun."""
    return draft is not None and draft.state == Draft.State.SIGNED and claim.decided_on is None


def _related(row: Any, name: str) -> Any:
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


def _rows(case: Case) -> QuerySet[Any]:
    mine = {"claim": OuterRef("pk")}
    closed = Interview.objects.filter(**mine, state=Interview.State.CLOSED)
    entries = InterviewEntry.objects.filter(
        interview__claim=OuterRef("pk"), interview__state=Interview.State.CLOSED, kind=InterviewEntry.Kind.ANSWER
    )
    last = Decision.objects.filter(**mine).order_by("-sequence")
    statements = MaterialFact.objects.filter(**mine, withdrawn=False).order_by("position", "pk")
    return (
        Claim.objects.filter(case=case)
        .select_related("assessment", "draft")
        .annotate(
            statements=ArraySubquery(
                statements.values(
                    row=JSONObject(
                        result="result",
                        reasons="reasons",
                        explanation="explanation",
                        indicators="indicators",
                        cited=Exists(Citation.objects.filter(fact=OuterRef("pk"), removed_at=None)),
                        silent=Exists(NoInformation.objects.filter(fact=OuterRef("pk"), removed_at=None)),
                    )
                )
            ),
            heard=_count(closed),
            unread=_count(closed.filter(Q(read_back_at=None) | Q(confirmed=False))),
            answered=Exists(entries),
            decision=Subquery(last.values("pk")[:1]),
            settled=Coalesce(Subquery(last.values("submission__round")[:1]), 0),
            open_comments=_count(
                ReviewComment.objects.filter(**mine, resolved_at=None, submission__round__gt=OuterRef("settled"))
            ),
            notified=Exists(Notification.objects.filter(decision=OuterRef("decision"), valid=True)),
        )
        .order_by("position", "pk")
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of a claim's rows there are."""
    return Coalesce(Subquery(rows.order_by().values("claim").annotate(n=Count("pk")).values("n")), 0)
