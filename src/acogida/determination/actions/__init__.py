"""The verbs of determination. One function is one transaction; what moves a claim is one event in its case's log."""

from acogida.determination.actions.assessing import follow_principal, save_assessment, save_fact, withdraw_fact
from acogida.determination.actions.citing import answer, cite, disclose, found_silent, not_sought, repin, uncite
from acogida.determination.actions.drafting import compose_draft, save_draft, submit_draft
from acogida.determination.actions.interviewing import close_interview, record, start_interview
from acogida.determination.actions.notifying import notify
from acogida.determination.actions.reviewing import answer_comment, approve_draft, comment, return_draft
from acogida.determination.actions.signing import open_for_signature, sign
from acogida.determination.actions.terms import extend_term, finalise, withdraw
from acogida.determination.actions.triaging import note_for_triage, set_modality

__all__ = [
    "answer",
    "answer_comment",
    "approve_draft",
    "cite",
    "close_interview",
    "comment",
    "compose_draft",
    "disclose",
    "extend_term",
    "finalise",
    "follow_principal",
    "found_silent",
    "not_sought",
    "note_for_triage",
    "notify",
    "open_for_signature",
    "record",
    "repin",
    "return_draft",
    "save_assessment",
    "save_draft",
    "save_fact",
    "set_modality",
    "sign",
    "start_interview",
    "submit_draft",
    "uncite",
    "withdraw",
    "withdraw_fact",
]
