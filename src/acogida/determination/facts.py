"""What determination can say when a pack's condition asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.cases import packs
from acogida.cases.models import Case, Claim
from acogida.determination import participants, template
from acogida.determination.findings import of as findings_of
from acogida.determination.models import Decision, Draft, Interview, Notification, ReviewComment
from acogida.files import store
from acogida.files.errors import FileError
from acogida.hooks.acting import actor
from acogida.hooks.registry import fact


def _heard(claim: Claim) -> Any:
    """The closed interviews that count for this claim: its own and, for a derivative claim, the principal's."""
    claims = [claim.pk]
    if claim.basis == Claim.Basis.DERIVATIVE:
        claims += Claim.objects.filter(case=claim.case_id, position=0).values_list("pk", flat=True)
    return Interview.objects.filter(claim__in=claims, state=Interview.State.CLOSED)


@fact("interview_held")
def interview_held(case: Case, claim: Claim) -> bool:
    return _heard(claim).filter(entries__kind="answer").exists()


@fact("interview_read_back")
def interview_read_back(case: Case, claim: Claim) -> bool:
    """Every interview that counts was read back and confirmed (LSR art. 23)."""
    heard = list(_heard(claim))
    return bool(heard) and all(interview.read_back_at and interview.confirmed for interview in heard)


@fact("proposed_outcome")
def proposed_outcome(case: Case, claim: Claim) -> str:
    return findings_of(claim).outcome


@fact("missing_sections")
def missing_sections(case: Case, claim: Claim) -> list[str]:
    """The names of the unfinished parts, in the user's language: they stand in a sentence."""
    pack, findings = packs.of(case), findings_of(claim)
    language = get_language() or "es"
    names = [pack.text(section.label, language) for section in template.missing_sections(pack, findings)]
    if template.grounds_missing(pack, findings):
        names.append(_("Grounds of the outcome"))
    return names


@fact("assessment_complete")
def assessment_complete(case: Case, claim: Claim) -> bool:
    return not missing_sections(case, claim)


@fact("complementary_protection_analysed")
def complementary_protection_analysed(case: Case, claim: Claim) -> bool:
    """The section of the assessment is answered, and the draft says it to the person (LSR arts. 29, 30)."""
    draft = Draft.objects.filter(claim=claim).first()
    said = bool(draft and draft.sections.get("complementary", "").strip())
    return said and template.complementary_protection_analysed(packs.of(case), findings_of(claim))


@fact("draft_text_present")
def draft_text_present(case: Case, claim: Claim) -> bool:
    draft = Draft.objects.filter(claim=claim).first()
    return bool(draft and draft.written)


@fact("open_comments")
def open_comments(case: Case, claim: Claim) -> int:
    return ReviewComment.objects.filter(claim=claim, resolved_at=None).count()


@fact("distinct_reviewer")
def distinct_reviewer(case: Case, claim: Claim) -> bool:
    return actor() is not None and actor() not in participants.drafters(claim)


@fact("distinct_signer")
def distinct_signer(case: Case, claim: Claim) -> bool:
    return actor() is not None and actor() not in participants.drafters(claim) | participants.reviewers(claim)


@fact("has_decision")
def has_decision(case: Case, claim: Claim) -> bool:
    return Decision.objects.filter(claim=claim).exists()


@fact("decision_file_exists")
def decision_file_exists(case: Case, claim: Claim) -> bool:
    """The bytes are there and are the ones that were signed (the store checks them against their hash)."""
    decision = Decision.objects.filter(claim=claim).select_related("file").first()
    if decision is None:
        return False
    try:
        return bool(store.get(decision.file))
    except FileError:
        return False


@fact("notification_valid")
def notification_valid(case: Case, claim: Claim) -> bool:
    return Notification.objects.filter(claim=claim, valid=True).exists()
