"""Drafting the decision of one person, and putting it before the reviewer."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases.models import Claim, Event
from acogida.determination import composing, country, country_frozen, findings
from acogida.determination.actions.assessing import authored, fact_values, settle, writable
from acogida.determination.dossier import stale
from acogida.determination.models import Assessment, Draft, Submission, SubmittedCitation
from acogida.determination.models.draft import Section


@transaction.atomic
def compose_draft(request: Any, claim_id: uuid.UUID, *, replace: bool = False) -> Draft:
    """The draft of a claim, its empty sections filled from the assessment; `replace` writes all of them anew."""
    case, claim = writable(request, claim_id, "determination.draft", ["assessment"])
    draft = _locked(case, claim)
    composed = composing.sections(packs.of(case), case, claim)
    kept = {} if replace else {name: text for name, text in draft.sections.items() if text.strip()}
    wanted = {**composed, **kept}
    if wanted != draft.sections:
        draft.sections = wanted
        _saved(request, case, claim, draft)
    return draft


@transaction.atomic
def save_draft(
    request: Any, claim_id: uuid.UUID, values: Mapping[str, str], *, version: int, base: Mapping[str, str]
) -> tuple[Draft, tuple[str, ...]]:
    """Save the text of a draft (section → text); like `save_assessment` when somebody else saved meanwhile."""
    case, claim = writable(request, claim_id, "determination.draft", ["assessment"])
    draft = _locked(case, claim)
    values, taken = settle(draft.version, version, base, values, draft.sections, draft.author)
    draft.sections = {name: str(values.get(name) or "") for name in Section.values}
    _saved(request, case, claim, draft)
    return draft, taken


@transaction.atomic
def submit_draft(request: Any, claim_id: uuid.UUID, *, key: uuid.UUID) -> Event:
    """Put the draft before a reviewer. Refused by the pack's conditions (no analysis of complementary protection,
    parts missing …). What was submitted is kept whole: later changes of the rows do not reach it."""
    case_id = Claim.objects.values_list("case_id", flat=True).get(pk=claim_id)
    case = cases.lock(case_id)
    if done := cases.already_done(case_id, key):
        return done
    claim = Claim.objects.get(pk=claim_id)
    round_ = Submission.objects.filter(claim=claim).count() + 1
    event = cases.take(request, case_id, "submit_draft", key=key, claim_id=claim_id, payload={"round": round_})
    assessment, draft = Assessment.objects.get(claim=claim), _locked(case, claim)
    known = country.read(case)[claim.pk]
    content = {
        "assessment": assessment.data,
        "facts": [fact_values(fact) for fact in findings.material_facts(assessment)],
        "sections": draft.sections,
        "country_information": country_frozen.of(known),
        "outcome": assessment.outcome,
        "grounds": assessment.grounds,
        "circumstances": assessment.circumstances,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    submission = Submission.objects.create(
        claim=claim, round=round_, submitted_by=request.user, submitted_at=timezone.now(),
        sha256=hashlib.sha256(canonical).hexdigest(), **content,
    )  # fmt: skip
    SubmittedCitation.objects.bulk_create(
        [SubmittedCitation(submission=submission, citation=each) for rows in known.citations.values() for each in rows]
    )
    draft.state = Draft.State.SUBMITTED
    draft.save(update_fields=["state", "updated_at"])
    return event


def _locked(case: Any, claim: Claim) -> Draft:
    """The draft of the claim, locked. That of a decision set aside is begun anew: its text is in what was submitted."""
    rows = Draft.objects.select_for_update(of=("self",)).select_related("author")
    draft = rows.get_or_create(claim=claim, defaults={"office": case.office})[0]
    if stale(claim, draft):
        draft.sections, draft.state = {}, Draft.State.WRITING
    return draft


def _saved(request: Any, case: Any, claim: Claim, draft: Draft) -> None:
    draft.version, draft.author = draft.version + 1, request.user
    draft.save()
    authored(request, case, claim, "draft_saved")
