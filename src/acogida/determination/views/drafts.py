"""Writing the decision of one person and putting it before a reviewer."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.determination import actions, findings, queries, rounds
from acogida.determination.access import NARRATIVE
from acogida.determination.actions.assessing import SaveConflict
from acogida.determination.actions.interviewing import derivatives
from acogida.determination.dossier import stale
from acogida.determination.forms import DraftForm
from acogida.determination.models import Assessment, Draft, ReviewComment
from acogida.determination.models.draft import Section
from acogida.determination.template import RECOGNISED
from acogida.determination.views.common import (
    claim_context,
    conflict_context,
    conflict_json,
    language,
    mapping_of,
    number_of,
    refusals,
    resolved,
    wants_json,
)
from acogida.ui.posted import key_of


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """The draft; it saves itself while it is written, and says beforehand why it could not be submitted."""
    claim = queries.find_claim(request.user, claim_id, *NARRATIVE)
    if request.method == "POST":
        return _save(request, claim)
    write(request, "draft.view", claim.case, detail={"claim": str(claim.pk)})
    return _page(request, claim)


def _page(request: HttpRequest, claim: Claim, reasons: list[str] | None = None, pressed: bool = False) -> HttpResponse:
    draft = Draft.objects.filter(claim=claim).select_related("author").first() or Draft(claim=claim)
    if stale(claim, draft):  # begun anew with the first word or the next composing; saved over the version it had
        draft = Draft(claim=claim, version=draft.version)
    found = findings.of(claim)
    editable = claim.stage == "assessment" and request.user.can("determination.draft", claim.case.office_id)
    form = DraftForm(initial=draft.sections)
    if not editable:
        for field in form.fields.values():
            field.disabled = True
    comments = rounds.remarks(claim).select_related("author", "resolved_by")
    names = {**dict(Section.choices), "": _("Returned")}
    context = claim_context(request, claim, "draft") | {
        "draft": draft,
        "form": form,
        "base": json.dumps(draft.sections, ensure_ascii=False),
        "editable": editable,
        "found": found,
        "proposed": _outcome_words(claim, found.outcome),
        "needs_complementary": found.outcome not in ("", RECOGNISED),
        "comments": [{"comment": comment, "part": names.get(comment.section, comment.section)} for comment in comments],
        "reasons": reasons if reasons is not None else (refusals(request, claim, "submit_draft") if editable else []),
        "pressed": pressed,
        "followers": _followers(claim),
        "earlier": rounds.earlier(claim, language()),
        "principal_outcome": _principal_outcome(claim),
    }
    return render(request, "determination/draft_page.html", context, status=409 if pressed else 200)


def _outcome_words(claim: Claim, outcome: str) -> str:
    pack = packs.of(claim.case)
    return pack.text(pack.outcome(outcome).label, language()) if outcome else ""


def _followers(claim: Claim) -> list[dict[str, Any]]:
    """The derivative claims that can be prepared together with this one, and how far each is."""
    rows = []
    for other in derivatives(claim).filter(stage="assessment"):
        draft = Draft.objects.filter(claim=other).first()
        rows.append({"claim": other, "ready": bool(draft and draft.written and not stale(other, draft))})
    return rows


def _principal_outcome(claim: Claim) -> str:
    if claim.basis != Claim.Basis.DERIVATIVE:
        return ""
    source = Assessment.objects.filter(claim__case=claim.case_id, claim__position=0).first()
    return _outcome_words(claim, source.outcome) if source else ""


def _save(request: HttpRequest, claim: Claim) -> HttpResponse:
    choosing = "merged" in request.POST
    form = DraftForm(resolved(request) if choosing else request.POST)
    labels = {name: str(field.label) for name, field in form.fields.items()}
    form.is_valid()
    base = mapping_of(request, "theirs" if choosing else "base")
    try:
        draft, taken = actions.save_draft(request, claim.pk, form.cleaned_data, version=number_of(request), base=base)
    except SaveConflict as conflict:
        if wants_json(request):
            return conflict_json(conflict, labels)
        context = claim_context(request, claim, "draft") | conflict_context(
            conflict, labels, lambda _n, v: str(v or "–")
        )
        return render(request, "determination/conflict.html", context, status=409)
    except Refused as refused:
        if wants_json(request):
            return JsonResponse({"message": " ".join(refused.messages)}, status=409)
        for sentence in refused.messages:
            messages.error(request, sentence)
        return redirect("draft_page", claim.pk)
    if wants_json(request):
        return JsonResponse({
            "version": draft.version, "base": draft.sections, "taken": {name: draft.sections.get(name) for name in taken},
            "message": "", "reasons": refusals(request, claim, "submit_draft"),
        })  # fmt: skip
    messages.success(request, _("Draft saved."))
    return redirect("draft_page", claim.pk)


@require_POST
def compose(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Fill the empty parts from the assessment, or all of them anew."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    try:
        actions.compose_draft(request, claim.pk, replace=request.POST.get("replace") == "1")
        messages.success(request, _("The draft was composed from the assessment. Read it and write what is missing."))
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    return redirect("draft_page", claim.pk)


@require_POST
def prepare_family(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Prepare the drafts of chosen derivative claims with the principal's findings, each in its own."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    done = 0
    for other in _chosen(request, claim):
        try:
            actions.follow_principal(request, other.pk)
            actions.compose_draft(request, other.pk, replace=True)
            done += 1
        except Refused as refused:
            for sentence in refused.messages:
                messages.error(request, f"{other.person.full_name}: {sentence}")
    if done:
        messages.success(request, ngettext("%(n)d draft prepared.", "%(n)d drafts prepared.", done) % {"n": done})
    return redirect("draft_page", claim.pk)


@require_POST
def submit(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Submit this draft and, when chosen, those of the derivative claims; each is its own event."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    key = key_of(request)
    try:
        actions.submit_draft(request, claim.pk, key=key)
    except Refused as refused:
        return _page(request, claim, refused.messages, pressed=True)
    sent = 1
    for other in _chosen(request, claim):
        try:
            actions.submit_draft(request, other.pk, key=uuid.uuid5(key, str(other.pk)))
            sent += 1
        except Refused as refused:
            messages.error(request, f"{other.person.full_name}: {' '.join(refused.messages)}")
    messages.success(
        request, ngettext("%(n)d draft sent for review.", "%(n)d drafts sent for review.", sent) % {"n": sent}
    )
    return redirect("draft_page", claim.pk)


def _chosen(request: HttpRequest, claim: Claim) -> list[Claim]:
    wanted = set(request.POST.getlist("with_claims"))
    return [other for other in derivatives(claim).filter(stage="assessment") if str(other.pk) in wanted]


@require_POST
def answer(request: HttpRequest, comment_id: uuid.UUID) -> HttpResponse:
    """Say what was done about a review comment."""
    claim = _claim_of(request, comment_id)
    try:
        actions.answer_comment(request, comment_id, request.POST.get("answer", ""))
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    return redirect("review_page" if request.POST.get("back") == "review" else "draft_page", claim.pk)


def _claim_of(request: HttpRequest, comment_id: uuid.UUID) -> Claim:
    comment = get_object_or_404(ReviewComment, pk=comment_id)
    return queries.find_claim(request.user, comment.claim_id, "determination.draft", "determination.review")
