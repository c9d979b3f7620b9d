"""Review: what was submitted, with comments, and the two ways out."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Claim, Event
from acogida.determination import actions, participants, queries, rounds
from acogida.determination.access import NARRATIVE
from acogida.determination.country_panel import panel
from acogida.determination.forms import CommentForm, ReturnForm
from acogida.determination.models import Decision, Interview, InterviewEntry, MaterialFact, ReviewComment, Submission
from acogida.determination.models.draft import Section
from acogida.determination.views.common import claim_context, language, refusals
from acogida.ui.posted import key_of


@require_GET
def page(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """What was submitted, remarked and judged; `?decision=` shows it as it was for a decision that was set aside."""
    claim = queries.find_claim(request.user, claim_id, *NARRATIVE)
    past = _past(request, claim)
    write(request, "review.view", claim.case, detail={"claim": str(claim.pk)})
    return _page(request, claim, past=past)


def _past(request: HttpRequest, claim: Claim) -> Decision | None:
    """The decision that was asked for; 404 when it is not one of this claim's."""
    asked = request.GET.get("decision")
    if not asked:
        return None
    try:
        return claim.decisions.get(pk=uuid.UUID(asked))
    except (ValueError, Decision.DoesNotExist):
        raise Http404 from None


def _page(
    request: HttpRequest, claim: Claim, reasons: list[str] | None = None, past: Decision | None = None, **forms: Any
) -> HttpResponse:
    reviews = (
        past is None and claim.stage == "review" and request.user.can("determination.review", claim.case.office_id)
    )
    distinct = request.user.pk not in participants.drafters(claim)
    context = (
        claim_context(request, claim, "review")
        | submitted(request, claim, past)
        | {
            "past": past,
            "reviews": reviews,
            "distinct": distinct,
            "reasons": reasons or [],
            "approve_reasons": refusals(request, claim, "approve_draft") if reviews else [],
            "return_reasons": refusals(request, claim, "return_draft") if reviews else [],
            "comment_form": forms.get("comment_form") or CommentForm(sections=Section.choices),
            "return_form": forms.get("return_form") or ReturnForm(),
            "history": history(claim),
            "earlier": rounds.earlier(claim, language()),
        }
    )
    return render(request, "determination/review_page.html", context, status=409 if reasons else 200)


def submitted(request: HttpRequest, claim: Claim, past: Decision | None = None) -> dict[str, Any]:
    """What was last put before the reviewer, in words: in the present round, or for a decision that is past."""
    submission = rounds.submissions(claim, past).select_related("submitted_by").order_by("-round").first()
    if submission is None:
        return {"submission": None}
    pack = packs.of(claim.case)
    comments: dict[str, list[ReviewComment]] = {}
    for comment in rounds.remarks(claim, past).select_related("author", "resolved_by"):
        comments.setdefault(comment.section, []).append(comment)
    results = dict(MaterialFact.Result.choices)
    said = {e.pk: e for e in InterviewEntry.objects.filter(interview__claim__case=claim.case_id)}
    return {
        "submission": submission,
        "submitted_outcome": pack.text(pack.outcome(submission.outcome).label, language()),
        "submitted_grounds": [pack.text(pack.ground(code).label, language()) for code in submission.grounds],
        "submitted_circumstances": [
            pack.text(c.label, language())
            for g in pack.grounds
            for c in g.circumstances
            if c.code in submission.circumstances
        ],
        "parts": [
            {
                "code": code,
                "label": label,
                "text": submission.sections.get(code, ""),
                "comments": comments.get(code, []),
            }
            for code, label in Section.choices
        ],
        "general_comments": comments.get("", []),
        "submitted_facts": [
            fact
            | {
                "result_words": results.get(fact["result"], ""),
                "said": [said[pk] for pk in fact["entries"] if pk in said],
            }
            for fact in submission.facts
        ],
        "answers": _answers(claim, submission),
        **panel(request, claim, submission, past),
        "interviews": Interview.objects.filter(claim__case=claim.case_id, state=Interview.State.CLOSED).select_related(
            "claim__person", "held_by"
        ),
        "open_comments": sum(1 for rows in comments.values() for comment in rows if comment.resolved_at is None),
    }


def _answers(claim: Claim, submission: Submission) -> list[dict[str, Any]]:
    """The assessment as submitted, section by section, with labels for codes."""
    pack = packs.of(claim.case)
    answers = submission.assessment.get("answers", {})
    grounds = {g.code: pack.text(g.label, language()) for g in pack.grounds}
    grounds |= {c.code: pack.text(c.label, language()) for g in pack.grounds for c in g.circumstances}
    sections = []
    for section in pack.assessment_template:
        lines = []
        for field in section.fields:
            value = answers.get(field.code)
            if value in (None, "", []):
                continue
            names = {o.code: pack.text(o.label, language()) for o in field.options} or grounds
            values = value if isinstance(value, list) else [value]
            words = ", ".join(
                names.get(str(one), {"yes": _("Yes"), "no": _("No")}.get(str(one), str(one))) for one in values
            )
            lines.append({"label": pack.text(field.label, language()), "value": words})
        if lines:
            sections.append({"label": pack.text(section.label, language()), "lines": lines})
    return sections


def history(claim: Claim) -> list[dict[str, Any]]:
    """Who did what on the way to the decision: the evidence a signatory needs."""
    kinds = {
        "close_interview": _("Interview closed"), "submit_draft": _("Draft submitted"), "return_draft": _("Draft returned"),
        "approve_draft": _("Draft approved"), "sign": _("Decision signed"), "notify": _("Decision notified"),
    }  # fmt: skip
    pack = packs.of(claim.case)
    kinds |= {name: pack.text(pack.transition(name).label, language()) for name in rounds.clearing_steps(pack)}
    events = Event.objects.filter(case=claim.case_id, claim=claim, kind__in=list(kinds)).order_by("seq")
    actors = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [
        {"event": e, "label": kinds[e.kind], "who": actors[e.actor_id].name if e.actor_id else _("System")}
        for e in events
    ]


@require_POST
def comment(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = queries.find_claim(request.user, claim_id, "determination.review")
    form = CommentForm(request.POST, sections=Section.choices)
    if not form.is_valid():
        return _page(request, claim, comment_form=form)
    try:
        actions.comment(request, claim.pk, form.cleaned_data["section"], form.cleaned_data["text"], key=key_of(request))
    except Refused as refused:
        return _page(request, claim, refused.messages, comment_form=form)
    return redirect("review_page", claim.pk)


@require_POST
def give_back(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = queries.find_claim(request.user, claim_id, "determination.review")
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, claim, return_form=form)
    try:
        actions.return_draft(request, claim.pk, form.cleaned_data["reason"], key=key_of(request))
    except Refused as refused:
        return _page(request, claim, refused.messages, return_form=form)
    messages.success(request, _("The draft went back to the officer."))
    return redirect("review_queue")


@require_POST
def approve(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = queries.find_claim(request.user, claim_id, "determination.review")
    try:
        actions.approve_draft(request, claim.pk, key=key_of(request))
    except Refused as refused:
        return _page(request, claim, refused.messages)
    messages.success(request, _("The draft is approved and waits for a signature."))
    return redirect("review_queue")
