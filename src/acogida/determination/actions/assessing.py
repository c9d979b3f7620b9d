"""Assessing a claim: material facts and the template's answers, saved only over the version that was read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import actions as cases
from acogida.cases.errors import Conflict, Refused
from acogida.cases.models import Case, Claim, Event
from acogida.determination.merge import Merge, merge, plain
from acogida.determination.models import Assessment, InterviewEntry, MaterialFact

WRITING = ("interview", "assessment")  # stages in which findings may be written
CHOICES = ("outcome", "grounds", "flags", "circumstances")  # kept beside the template's answers
CIRCUMSTANCES = "cartagena_circumstances"  # the template's field that names them


class SaveConflict(Conflict):
    """Somebody saved since the form was read. `merge` says what each changed; `version` and `theirs` are the present."""

    def __init__(self, message: str, result: Merge, version: int, theirs: Mapping[str, Any], by: Any) -> None:
        super().__init__(message, theirs)
        self.values = dict(theirs)
        self.merge, self.version, self.by = result, version, by


@transaction.atomic
def save_assessment(
    request: Any, claim_id: uuid.UUID, values: Mapping[str, Any], *, version: int, base: Mapping[str, Any]
) -> tuple[Assessment, tuple[str, ...]]:
    """Save the findings on a claim.

    `values` are the template's answers by field code, and "outcome", "grounds", "flags"; `version` and `base` are what
    the form was read at. Fields that only somebody else changed meanwhile are taken over and returned by name;
    raises SaveConflict when both changed the same field differently, and then saves nothing.
    """
    case, claim = writable(request, claim_id, "determination.draft")
    assessment, _new = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("author")
        .get_or_create(claim=claim, defaults={"office": case.office})
    )
    values, taken = settle(assessment.version, version, base, values, as_values(assessment), assessment.author)
    answers = {name: value for name, value in values.items() if name not in CHOICES}
    assessment.data = {"answers": answers, "flags": list(values.get("flags") or [])}
    assessment.outcome = values.get("outcome") or ""
    assessment.grounds = list(values.get("grounds") or [])
    assessment.circumstances = list(answers.get(CIRCUMSTANCES) or [])
    assessment.version, assessment.author = assessment.version + 1, request.user
    assessment.save()
    authored(request, case, claim, "assessment_saved")
    return assessment, taken


def as_values(assessment: Assessment) -> dict[str, Any]:
    """The assessment as its form holds it."""
    return {
        **assessment.data.get("answers", {}),
        "outcome": assessment.outcome,
        "grounds": list(assessment.grounds),
        "flags": list(assessment.data.get("flags", [])),
    }


def settle(
    now: int, read: int, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], by: Any
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What to save when the row stands at version `now` and the form was read at `read`; raises SaveConflict."""
    mine = {name: plain(value) for name, value in mine.items()}
    if now == read:
        return dict(mine), ()
    result = merge(base, mine, theirs)
    if result.conflicts:
        name = by.name if by else ""
        raise SaveConflict(
            _("%(name)s saved this form while you were writing.") % {"name": name}, result, now, theirs, by
        )
    return result.merged, result.theirs_changed


def writable(request: Any, claim_id: uuid.UUID, action: str, stages: Iterable[str] = WRITING) -> tuple[Case, Claim]:
    """The claim and its locked case, if `action` is granted there and the claim stands in one of `stages`."""
    case = cases.lock(Claim.objects.values_list("case_id", flat=True).get(pk=claim_id))
    require(request.user, action, case.office_id)
    claim = Claim.objects.select_related("person").get(pk=claim_id)
    if claim.stage not in stages:
        raise Refused([_("The claim has moved on; what was written about it can no longer be changed here.")])
    return case, claim


def authored(request: Any, case: Case, claim: Claim, kind: str) -> None:
    """Put into the log that this user wrote on the claim: once a round, which is what separation of duties needs."""
    history = Event.objects.filter(case=case, claim=claim)
    turned = (
        history.filter(kind__in=["submit_draft", "return_draft"]).order_by("-seq").values_list("seq", flat=True).first()
    )
    key = uuid.uuid5(claim.pk, f"{kind}:{request.user.pk}:{turned or 0}")
    cases.note(request, case.pk, kind, key=key, claim_id=claim.pk, payload={})


@transaction.atomic
def save_fact(
    request: Any,
    claim_id: uuid.UUID,
    values: Mapping[str, Any],
    *,
    fact_id: uuid.UUID,
    version: int,
    base: Mapping[str, Any],
) -> MaterialFact:
    """Write down or change a material fact; a `fact_id` that does not exist yet makes it (so that a second click
    changes nothing). Raises SaveConflict as `save_assessment` does."""
    case, claim = writable(request, claim_id, "determination.draft")
    if not str(values.get("statement") or "").strip():
        raise Refused([_("Say what the fact is.")])
    fact = (
        MaterialFact.objects.select_for_update(of=("self",))
        .select_related("author")
        .filter(pk=fact_id, claim=claim)
        .first()
    )
    if fact is None:
        last = MaterialFact.objects.filter(claim=claim).aggregate(last=Max("position"))["last"] or 0
        fact = MaterialFact(id=fact_id, claim=claim, position=last + 1, version=0)
    else:
        values, _taken = settle(fact.version, version, base, values, fact_values(fact), fact.author)
    for name in ("statement", "evidence", "explanation", "result", "reasons"):
        setattr(fact, name, plain(str(values.get(name) or "")))
    fact.indicators = {name: value for name, value in dict(values.get("indicators") or {}).items() if value}
    fact.version, fact.author = fact.version + 1, request.user
    fact.save()
    heard = InterviewEntry.objects.filter(interview__claim__case=case, pk__in=list(values.get("entries") or []))
    fact.entries.set(heard)
    authored(request, case, claim, "assessment_saved")
    return fact


def fact_values(fact: MaterialFact) -> dict[str, Any]:
    """The fact as its form holds it."""
    return {
        "statement": fact.statement, "evidence": fact.evidence, "explanation": fact.explanation,
        "result": fact.result, "reasons": fact.reasons, "indicators": dict(fact.indicators),
        "entries": sorted(fact.entries.values_list("pk", flat=True)),
    }  # fmt: skip


@transaction.atomic
def withdraw_fact(request: Any, claim_id: uuid.UUID, fact_id: uuid.UUID, *, withdrawn: bool) -> MaterialFact:
    """Set a fact aside, or take it up again; it is kept either way."""
    case, claim = writable(request, claim_id, "determination.draft")
    fact = MaterialFact.objects.select_for_update().get(pk=fact_id, claim=claim)
    fact.withdrawn, fact.version, fact.author = withdrawn, fact.version + 1, request.user
    fact.save(update_fields=["withdrawn", "version", "author", "updated_at"])
    authored(request, case, claim, "assessment_saved")
    return fact


@transaction.atomic
def follow_principal(request: Any, claim_id: uuid.UUID) -> Assessment:
    """Assess a derivative claim with the principal's: same findings, facts and proposed outcome, in an assessment of
    its own that can then be changed (recognition is per person; LSR art. 26, 58)."""
    case, claim = writable(request, claim_id, "determination.draft")
    if claim.basis != Claim.Basis.DERIVATIVE:
        raise Refused([_("This person asked on her own grounds; assess her claim by itself.")])
    principal = Claim.objects.select_related("person").get(case=case, position=0)
    source = Assessment.objects.filter(claim=principal).first()
    if source is None or not source.outcome:
        raise Refused([_("First propose an outcome for the principal applicant.")])
    mine, _new = Assessment.objects.select_for_update(of=("self",)).get_or_create(
        claim=claim, defaults={"office": case.office}
    )
    mine.follows, mine.data, mine.outcome = source, source.data, source.outcome
    mine.grounds, mine.circumstances = source.grounds, source.circumstances
    mine.version, mine.author = mine.version + 1, request.user
    mine.save()
    authored(request, case, claim, "assessment_saved")
    return mine
