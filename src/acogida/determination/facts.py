"""What determination can say when a pack's condition asks."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.cases import log, packs
from acogida.cases.models import Case, Claim
from acogida.coi.ages import Level
from acogida.determination import country, dossier, participants, rounds, template, triage_facts  # noqa: F401  (registers its own)
from acogida.determination.dossier import Dossier
from acogida.files import store
from acogida.files.errors import FileError
from acogida.hooks.acting import actor
from acogida.hooks.registry import fact

STATUS_ENDED = "status_ended"  # the stage, in every pack, of a claim whose status was lost for good


def _of(case: Case, claim: Claim) -> Dossier:
    return dossier.of(case)[claim.pk]


def _heard(case: Case, claim: Claim) -> list[Dossier]:
    """Whose interviews count for this claim: its own and, for a derivative claim, the principal's."""
    known = dossier.of(case)
    heard = [known[claim.pk]]
    if claim.basis == Claim.Basis.DERIVATIVE:
        heard += [each for each in known.values() if each.claim.position == 0 and each.claim.pk != claim.pk]
    return heard


@fact("interview_held")
def interview_held(case: Case, claim: Claim) -> bool:
    return any(each.answered for each in _heard(case, claim))


@fact("interview_read_back")
def interview_read_back(case: Case, claim: Claim) -> bool:
    """Every interview that counts was read back and confirmed (LSR art. 23)."""
    heard = _heard(case, claim)
    return any(each.heard for each in heard) and not any(each.unread for each in heard)


@fact("proposed_outcome")
def proposed_outcome(case: Case, claim: Claim) -> str:
    return _of(case, claim).findings.outcome


@fact("proposed_positive")
def proposed_positive(case: Case, claim: Claim) -> bool:
    """Whether the outcome proposed, or decided since, gives protection; without one it does not."""
    outcome = claim.outcome or _of(case, claim).findings.outcome
    return bool(outcome) and packs.of(case).outcome(outcome).positive


@fact("principal_recognised")
def principal_recognised(case: Case, claim: Claim) -> bool:
    """Whether the principal applicant of the case was decided positively and has not lost it since: what a derivative
    status rests on (LSR arts. 12, 38)."""
    principal = next((each.claim for each in dossier.of(case).values() if each.claim.position == 0), None)
    if principal is None or not principal.outcome or principal.stage == STATUS_ENDED:
        return False
    return packs.of(case).outcome(principal.outcome).positive


@fact("missing_sections")
def missing_sections(case: Case, claim: Claim) -> list[str]:
    """The names of the unfinished parts, in the user's language: they stand in a sentence."""
    pack, findings = packs.of(case), _of(case, claim).findings
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
    known = _of(case, claim)
    said = bool(known.draft and known.draft.sections.get("complementary", "").strip())
    return said and template.complementary_protection_analysed(packs.of(case), known.findings)


@fact("contradictions_put")
def contradictions_put(case: Case, claim: Claim) -> bool:
    """Whether everything held against the person's statements was put to her first, and her answer is on record.

    A material fact that is rejected, or against which an inconsistency counts, says what she explained; an assessment
    that does not believe her, or only in part, says it too, there or with a fact.
    """
    known = _of(case, claim)
    return all(each.put for each in known.statements if each.result == "rejected" or each.inconsistent) and (
        template.disbelief_answered(known.findings) or any(each.put for each in known.statements)
    )


@fact("inclusion_examined")
def inclusion_examined(case: Case, claim: Claim) -> bool:
    """Whether the parts on inclusion are answered, before anything about exclusion is decided (LSR art. 27)."""
    return template.inclusion_examined(packs.of(case), _of(case, claim).findings)


@fact("dual_criminality_examined")
def dual_criminality_examined(case: Case, claim: Claim) -> bool:
    """Whether the assessment says if the act is punishable here and where it was committed (LSR art. 27, fr. II)."""
    return template.written(_of(case, claim).findings, template.DUAL_CRIMINALITY)


@fact("country_information_complete")
def country_information_complete(case: Case, claim: Claim) -> bool:
    """Every material fact cites country information, or says that none was found or why none was sought."""
    return not country.gaps(case, claim)


@fact("country_information_missing")
def country_information_missing(case: Case, claim: Claim) -> list[str]:
    """The numbers of the material facts that do neither."""
    return country.gaps(case, claim)


@fact("country_reasons_missing")
def country_reasons_missing(case: Case, claim: Claim) -> int:
    """Warnings about what is cited that want a reason, and have none."""
    return country.open_warnings(case, claim, Level.AMBER)


@fact("country_warnings_open")
def country_warnings_open(case: Case, claim: Claim) -> int:
    """The same with those that want a supervisor's."""
    return country.open_warnings(case, claim)


@fact("draft_text_present")
def draft_text_present(case: Case, claim: Claim) -> bool:
    draft = _of(case, claim).draft
    return bool(draft and draft.written)


@fact("open_comments")
def open_comments(case: Case, claim: Claim) -> int:
    return _of(case, claim).open_comments


@fact("distinct_reviewer")
def distinct_reviewer(case: Case, claim: Claim) -> bool:
    return actor() is not None and actor() not in participants.took_part(log.of(case), claim, participants.DRAFTING)


@fact("distinct_signer")
def distinct_signer(case: Case, claim: Claim) -> bool:
    kinds = participants.DRAFTING + participants.REVIEWING
    return actor() is not None and actor() not in participants.took_part(log.of(case), claim, kinds)


@fact("has_decision")
def has_decision(case: Case, claim: Claim) -> bool:
    return _of(case, claim).decided


@fact("decision_file_exists")
def decision_file_exists(case: Case, claim: Claim) -> bool:
    """The bytes are there and are the ones that were signed (the store checks them against their hash)."""
    decision = rounds.standing(claim)
    if decision is None:
        return False
    try:
        return bool(store.get(decision.file))
    except FileError:
        return False


@fact("notification_valid")
def notification_valid(case: Case, claim: Claim) -> bool:
    return _of(case, claim).notified
