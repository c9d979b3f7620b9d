"""Determination in the menu, on the start page and on the case page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.cases import packs, panels
from acogida.cases.models import Case
from acogida.determination import (  # recalling makes known what rests on editions
    recalling,  # noqa: F401
    rounds,
    triage_report,
    triage_words,
    triaging,
)
from acogida.determination.access import NARRATIVE
from acogida.determination.dossier import stale
from acogida.determination.models import Assessment, Draft, Interview
from acogida.determination.views.common import language
from acogida.ui.menu import menu

SECTION = _("Determination")

menu.add("interviews", _("To be interviewed"), "interview_queue", "messages", "interview.conduct", 40, SECTION)
menu.add("assessments", _("My assessments"), "assessment_queue", "scale", "determination.draft", 41, SECTION)
menu.add("reviews", _("To be reviewed"), "review_queue", "checks", "determination.review", 42, SECTION)
menu.add("signatures", _("To be signed"), "signature_queue", "signature", "determination.sign", 43, SECTION)
menu.add("notifications", _("To be notified"), "notification_queue", "mail-opened", "determination.notify", 44, SECTION)

menu.add("country_changes", _("Country information changed"), "country_changes", "alert-triangle", order=45, section=SECTION,
         shown=lambda user: any(user.can(action) for action in NARRATIVE))  # fmt: skip
panels.notice("country_changes", "case_country_changes", *NARRATIVE)

panels.claim_action("begin_interview", "interview_start", _("Open the interview"))
panels.claim_action("close_interview", "interview_start", _("Close the interview"))
panels.claim_action("submit_draft", "draft_page", _("Submit the draft"))
panels.claim_action("return_draft", "review_page", _("Return the draft"))
panels.claim_action("approve_draft", "review_page", _("Approve the draft"))
panels.claim_action("sign", "signature_page", _("Sign the decision"))
panels.claim_action("notify", "notification_page", _("Notify the decision"))
panels.claim_action("become_final", "notification_page", _("Record that it is final"))
panels.claim_action("withdraw", "claim_withdraw", _("Record the withdrawal"))
panels.claim_action("extend_term", "term_extend", _("Extend the term"))

panels.claim_action("triage", "case_triage", _("Triage"))
panels.claim_action("change_modality", "case_triage", _("Change the modality"))

menu.add("triage_report", _("Triage in figures"), "triage_report", "report-analytics", order=46, section=SECTION,
         shown=triage_report.may_see)  # fmt: skip

panels.starter("interviews", _("Hold an interview"), _("Hold the interviews that are waiting."), "interview_queue", "messages",
               action="interview.conduct", order=40)  # fmt: skip
panels.starter("reviews", _("Review drafts"), _("Read the drafts that wait for a second officer."), "review_queue", "checks",
               action="determination.review", order=42)  # fmt: skip
panels.starter("signatures", _("Sign decisions"), _("Sign approved decisions, one by one."), "signature_queue", "signature",
               action="determination.sign", order=43)  # fmt: skip
panels.starter("notifications", _("Notify decisions"), _("Tell people what was decided."), "notification_queue", "mail-opened",
               action="determination.notify", order=44)  # fmt: skip
panels.starter(
    "country_changes",
    _("Country information changed"),
    _("Something you cited has a newer edition, was withdrawn, or something happened in its country since."),
    "country_changes",
    "alert-triangle",
    action="determination.draft",
    order=39,
    waiting=lambda user: len(recalling.changed_for(user)),
    quiet=True,
)


def interviews(request: Any, case: Case) -> dict[str, Any]:
    """The interviews of the case, and the claims still to be heard."""
    held = Interview.objects.filter(claim__case=case).select_related("claim__person", "held_by", "office")
    return {
        "interviews": held,
        "conducts": request.user.can("interview.conduct", case.office_id),
        "to_hear": case.claims.filter(stage__in=["admitted", "interview"])
        .select_related("person")
        .order_by("position"),
    }


def modality(request: Any, case: Case) -> dict[str, Any]:
    """How the case is processed, what never changes in it, and every decision about it with what was proposed."""
    pack, user = packs.of(case), request.user
    reasons = user.can("determination.view", case.office_id)
    restricted = user.can("need.view_restricted", case.office_id)
    step = triaging.step_for(case)
    return {
        "modality": triage_words.modality_card(pack, case.modality, language()),
        "decisions": [
            triage_words.decision(pack, event, language(), reasons, restricted) for event in triaging.history(case)
        ],
        "triages": step in pack.transitions
        and user.can("case.triage", case.office_id)
        and case.stage in pack.transition(step).from_,
    }


def assessments(request: Any, case: Case) -> dict[str, Any]:
    """Where each person's assessment and draft stand. The outcome proposed is shown, the reasoning is on its page."""
    pack = packs.of(case)
    claims = list(case.claims.select_related("person").order_by("position"))
    drafts = Draft.objects.select_related("author").in_bulk([claim.pk for claim in claims])
    written = Assessment.objects.select_related("author").in_bulk([claim.pk for claim in claims])
    rows = []
    for claim in claims:
        assessment, draft = written.get(claim.pk), drafts.get(claim.pk)
        rows.append({
            "claim": claim, "assessment": assessment, "draft": None if stale(claim, draft) else draft,
            "stage": pack.text(pack.stage(claim.stage).label, language()),
            "proposed": pack.text(pack.outcome(assessment.outcome).label, language())
            if assessment and assessment.outcome else "",
        })  # fmt: skip
    return {"assessment_rows": rows}


def decisions(request: Any, case: Case) -> dict[str, Any]:
    """The signed decisions and their notification; those that were set aside stay, and say how."""
    pack = packs.of(case)
    return {
        "decision_rows": [
            {"round": each, "outcome": pack.text(pack.outcome(each.decision.outcome).label, language())}
            for each in rounds.of(case, language())
        ],
        "notifies": request.user.can("determination.notify", case.office_id),
        "opens": any(request.user.can(a, case.office_id) for a in ("determination.view", "determination.notify")),
    }


panels.tab("modality", _("Modality"), "determination/_tab_modality.html", modality, order=30)
panels.tab(
    "interview", _("Interview"), "determination/_tab_interview.html", interviews, action="determination.view", order=40
)
panels.tab(
    "assessment",
    _("Assessment"),
    "determination/_tab_assessment.html",
    assessments,
    action="determination.view",
    order=50,
)
panels.tab("decision", _("Decision"), "determination/_tab_decision.html", decisions, order=60)
