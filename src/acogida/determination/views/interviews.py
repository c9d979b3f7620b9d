"""Holding an interview, reading its record back, and reading the record later."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.determination import actions, queries
from acogida.determination.access import INTERVIEW
from acogida.determination.actions.interviewing import derivatives, listening_since, on_break
from acogida.determination.forms import CloseForm, InterviewForm, language_choices
from acogida.determination.models import Interview, InterviewEntry
from acogida.determination.views.common import claim_context, language, refusals, wants_json
from acogida.law.conditions import holds
from acogida.ui.posted import key_of

BREAK_AFTER = 60  # minutes of listening after which the page suggests a break


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Who is there and how; then the record opens."""
    claim = queries.find_claim(request.user, claim_id, "interview.conduct")
    opened = Interview.objects.filter(claim=claim, state=Interview.State.OPEN).first()
    if opened:
        return redirect("interview_page", opened.pk)
    spoken = list(claim.person.languages.order_by("-preferred", "pk"))
    form = InterviewForm(
        request.POST or None,
        languages=language_choices(language(), [row.code for row in spoken]),
        needs_interpreter=any(row.needs_interpreter for row in spoken),
        initial={
            "modality": "in_person",
            "language": spoken[0].code if spoken else "es",
            "place": claim.case.office.name,
        },
    )
    reasons = refusals(request, claim, "begin_interview") if claim.stage == "admitted" else []
    if request.method == "POST" and form.is_valid():
        try:
            interview = actions.start_interview(request, claim.pk, form.cleaned_data, key=key_of(request))
            return redirect("interview_page", interview.pk)
        except Refused as refused:
            reasons = refused.messages
    held = Interview.objects.filter(claim=claim).select_related("held_by")
    context = claim_context(request, claim, "interview") | {
        "form": form, "reasons": reasons, "held": held, "spoken": spoken, "relatives_count": derivatives(claim).count(),
    }  # fmt: skip
    return render(
        request, "determination/interview_start.html", context, status=409 if reasons and request.POST else 200
    )


@require_GET
def page(request: HttpRequest, interview_id: uuid.UUID) -> HttpResponse:
    """The interview while it is held, or its record afterwards."""
    interview = queries.find_interview(request.user, interview_id, *INTERVIEW)
    write(request, "interview.view", interview)
    claim = interview.claim
    context = claim_context(request, claim, "interview") | {
        "interview": interview,
        "record": queries.record(interview),
        "others": Interview.objects.filter(claim=claim).exclude(pk=interview.pk),
    }
    if interview.state == Interview.State.CLOSED or not request.user.can("interview.conduct", interview.office_id):
        context["whole"] = (
            interview.state == Interview.State.CLOSED and interview.fingerprint() == interview.record_sha256
        )
        return render(request, "determination/interview_record.html", context)
    context |= {
        "guide": guide(claim),
        "on_break": on_break(interview),
        "listening_since": listening_since(interview),
        "break_after": BREAK_AFTER,
        "kinds": InterviewEntry.Kind,
        "next_kind": _next_kind(context["record"]),
    }
    return render(request, "determination/interview_page.html", context)


def _next_kind(record: list[dict[str, Any]]) -> str:
    """After a question comes an answer; after anything else, a question."""
    said = [row["entry"].kind for row in record if row["entry"].kind in ("question", "answer")]
    return "answer" if said and said[-1] == "question" else "question"


def guide(claim: Claim) -> list[dict[str, Any]]:
    """The pack's guide for this person, in the language of the screen."""
    pack = packs.of(claim.case)
    today = claim.case.office.today()
    names = {
        "flags": ["child"] if claim.person.is_child(today) else [],
        "person": {"age": claim.person.age(today) or 0, "sex": claim.person.sex},
    }
    sections = []
    for section in pack.interview_guide:
        if section.show_if and not holds(section.show_if, names):
            continue
        questions = [
            pack.text(question.label, language())
            for question in section.questions
            if not question.show_if or holds(question.show_if, names)
        ]
        sections.append({
            "label": pack.text(section.label, language()),
            "help": pack.text(section.help, language()) if section.help else "",
            "questions": questions,
        })  # fmt: skip
    return sections


@require_POST
def add(request: HttpRequest, interview_id: uuid.UUID) -> HttpResponse:
    """One entry. The page sends each by itself as it is written, and gets it back as it stands in the record."""
    interview = queries.find_interview(request.user, interview_id, "interview.conduct")
    corrects = request.POST.get("corrects", "")
    try:
        entry = actions.record(
            request, interview.pk, request.POST.get("kind", ""), request.POST.get("text", ""), key=key_of(request),
            corrects=int(corrects) if corrects.isdecimal() else None,
        )  # fmt: skip
    except Refused as refused:
        if wants_json(request):
            return TemplateResponse(request, "determination/_refused.html", {"reasons": refused.messages}, status=409)
        for sentence in refused.messages:
            messages.error(request, sentence)
        return redirect("interview_page", interview.pk)
    if not wants_json(request):
        return redirect("interview_page", interview.pk)
    # A question that ends a break writes two entries: everything from there on goes back.
    since = int(request.POST.get("last") or 0) if (request.POST.get("last") or "0").isdecimal() else 0
    rows = [row for row in queries.record(interview) if row["entry"].seq > since] or [
        {"entry": entry, "corrections": []}
    ]
    return render(
        request, "determination/_entries.html", {"rows": rows, "zone": interview.office.zone, "interview": interview}
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, interview_id: uuid.UUID) -> HttpResponse:
    """The read-back: the whole record on one page, corrections, and the confirmation that closes it."""
    interview = queries.find_interview(request.user, interview_id, "interview.conduct")
    if interview.state == Interview.State.CLOSED:
        return redirect("interview_page", interview.pk)
    claim = interview.claim
    followers = derivatives(claim).filter(stage__in=["admitted", "interview"])
    form = CloseForm(
        request.POST or None,
        derivatives=followers,
        initial={"with_claims": list(followers.values_list("pk", flat=True))},
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            actions.close_interview(
                request, interview.pk, read_back=chosen["read_back"], confirmed=chosen["confirmed"],
                read_back_by_interpreter=chosen["read_back_by_interpreter"],
                with_claims=[other.pk for other in chosen["with_claims"]], key=key_of(request),
            )  # fmt: skip
        except Refused as refused:
            reasons = refused.messages
        else:
            messages.success(request, _("The interview is closed and its record is sealed."))
            return redirect("interview_page", interview.pk)
    context = claim_context(request, claim, "interview") | {
        "interview": interview, "record": queries.record(interview), "form": form, "reasons": reasons,
        "followers": followers,
    }  # fmt: skip
    return render(request, "determination/interview_close.html", context, status=409 if reasons else 200)
