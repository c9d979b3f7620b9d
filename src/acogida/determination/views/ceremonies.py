"""Several decisions signed in one sitting: choosing them, opening them, and the one act that signs."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.certificates import actions as issued
from acogida.certificates import kinds
from acogida.determination import queries
from acogida.determination.actions import ceremonies
from acogida.determination.models import Ceremony, CeremonyItem, Submission
from acogida.determination.views.common import language
from acogida.ui.posted import key_of

SHOWN = 100


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Which decisions to sign together, and whether each is opened or some are drawn."""
    if not request.user.can("determination.sign"):
        raise Http404
    refused: list[str] = []
    chosen = set(request.POST.getlist("submission"))
    if request.method == "POST":
        try:
            ceremony = ceremonies.prepare(
                request, _ids(chosen), sampled=request.POST.get("way") == "sample", key=key_of(request),
                certificates=_ids(set(request.POST.getlist("certificate"))),
            )  # fmt: skip
        except Refused as error:
            refused = error.messages
        else:
            return redirect("ceremony_page", ceremony.pk)
    waiting = list(queries.waiting(request.user, queries.QUEUES["signatures"]).order_by("due", "case_id")[:SHOWN])
    latest = {
        row.claim_id: row
        for row in Submission.objects.filter(claim__in=[claim.pk for claim in waiting])
        .select_related("claim__case", "submitted_by")
        .order_by("round")
    }
    papers = list(issued.to_sign(request.user).select_related("case", "person")[:SHOWN])
    rules = [
        rule
        for case in (*(claim.case for claim in waiting), *(paper.case for paper in papers))
        if (rule := packs.of(case).signing)
    ]
    rows = [{"claim": claim, **_row(latest[claim.pk], chosen)} for claim in waiting if claim.pk in latest]
    context = {
        "rows": rows,
        "papers": [
            {
                "certificate": paper,
                "label": kind_label(paper.kind),
                "chosen": str(paper.pk) in request.POST.getlist("certificate"),
            }
            for paper in papers
        ],
        "refused": refused,
        "way": request.POST.get("way", "each"),
        "rule": rules[0] if rules else None,
        "share": round(rules[0].sample_share * 100) if rules else 0,
        "unverified": rules[0].note.in_(language()) if rules and rules[0].note else "",
        "open_ceremonies": _open_of(request.user),
    }
    return render(request, "determination/ceremony_new.html", context, status=409 if refused else 200)


def _row(submission: Submission, chosen: set[str]) -> dict[str, Any]:
    pack = packs.of(submission.claim.case)
    rule = pack.signing
    return {
        "submission": submission,
        "outcome": pack.text(pack.outcome(submission.outcome).label, language()),
        "positive": pack.outcome(submission.outcome).positive,
        "may_sample": bool(rule and submission.outcome in rule.sampled),
        "chosen": str(submission.pk) in chosen,
    }


def _of_item(item: CeremonyItem) -> dict[str, Any]:
    if item.submission:
        return _row(item.submission, set())
    return {"outcome": kind_label(item.paper.kind), "positive": True}  # type: ignore[union-attr]


def kind_label(code: str) -> str:
    """What a kind of certificate is called, in the language of the page."""
    pack = kinds.pack()
    return pack.text(pack.letter(kinds.kind(code).letter).label, language())


def _ids(texts: set[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text) for text in texts]
    except ValueError:
        raise Http404 from None


def _open_of(user: Any) -> list[Ceremony]:
    return list(Ceremony.objects.filter(signatory=user, finished_at=None, given_up_at=None))


@require_GET
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One ceremony: what is still to be opened, the one act, and what became of each. Its signatory's own; others who
    sign at that office read it when it is over."""
    ceremony = _visible(request, pk)
    write(request, "ceremony.view", ceremony)
    following = request.headers.get("HX-Request") == "true"
    template = "_ceremony" if following else "ceremony"
    return render(request, f"determination/{template}.html", _context(request, ceremony))


def _visible(request: HttpRequest, pk: uuid.UUID) -> Ceremony:
    ceremony = get_object_or_404(Ceremony.objects.select_related("office", "signatory"), pk=pk)
    own = ceremony.signatory_id == request.user.pk
    if not request.user.can("determination.sign", ceremony.office_id) or not (own or ceremony.finished_at):
        raise Http404
    return ceremony


def _context(request: HttpRequest, ceremony: Ceremony) -> dict[str, Any]:
    items = list(
        ceremony.items.select_related(
            "submission__claim__case", "submission__claim__person", "certificate__case", "certificate__person"
        )
    )
    unopened = {item.pk for item in ceremonies.to_open(ceremony)} if ceremony.open else set()
    failed = ceremonies.sample_failed(ceremony, items)
    decisions = ceremonies.decisions_of(ceremony)
    rows = []
    for item in items:
        row = _of_item(item) | {"item": item, "decision": decisions.get(item.pk)}
        row["must_open"] = item.pk in unopened
        row["left_to_sample"] = ceremony.sampled and not item.drawn and not failed
        rows.append(row)
    chosen = [item for item in items if item.state == CeremonyItem.State.CHOSEN]
    return {
        "ceremony": ceremony,
        "rows": rows,
        "unopened": len(unopened),
        "next": next((row for row in rows if row["must_open"]), None),
        "sample_failed": failed,
        "left": len(chosen),
        "done": len(items) - len(chosen),
        "total": len(items),
        "mine": ceremony.signatory_id == request.user.pk,
        "zone": ceremony.office.zone,
    }


@sensitive_post_parameters("password")
@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The signatory's one act, with her password: that it is she who sits there."""
    ceremony = _own(request, pk)
    refused: list[str] = []
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        refused = [_("Too many attempts. Wait a few minutes.")]
    elif not request.user.check_password(request.POST.get("password", "")):
        write(request, "ceremony.wrong_password", ceremony)
        refused = [_("The password is not right. Nothing was signed.")]
    else:
        try:
            ceremonies.confirm(request, pk)
        except Refused as error:
            refused = error.messages
    if refused:
        context = _context(request, ceremony) | {"refused": refused}
        return render(request, "determination/ceremony.html", context, status=409)
    return redirect("ceremony_page", pk)


@require_GET
def paper(request: HttpRequest, pk: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """The paper of a certificate as it would be signed; opening it counts."""
    ceremony = _own(request, pk)
    get_object_or_404(ceremony.items, pk=item_id, certificate__isnull=False)
    write(request, "ceremony.open_paper", ceremony, detail={"item": str(item_id)})
    response = HttpResponse(ceremonies.open_certificate(request, item_id), content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def aside(request: HttpRequest, pk: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Take one out, with a reason."""
    ceremony = _own(request, pk)
    item = get_object_or_404(ceremony.items, pk=item_id)
    try:
        ceremonies.set_aside(request, item.pk, request.POST.get("reason", ""))
    except Refused as error:
        context = _context(request, ceremony) | {"refused": error.messages}
        return render(request, "determination/ceremony.html", context, status=409)
    messages.success(request, _("It was set aside and waits for a signature of its own."))
    return redirect("ceremony_page", pk)


@require_POST
def give_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End it before anything is signed."""
    count = _own(request, pk).items.count()
    ceremonies.give_up(request, pk)
    messages.info(
        request,
        ngettext("Given up: %(n)s decision waits as before.", "Given up: %(n)s decisions wait as before.", count)
        % {"n": count},
    )
    return redirect("signature_queue")


def _own(request: HttpRequest, pk: uuid.UUID) -> Ceremony:
    return get_object_or_404(Ceremony.objects.select_related("office", "signatory"), pk=pk, signatory=request.user)
