"""Signature, one decision at a time, and the signed document."""

from __future__ import annotations

import logging
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from acogida import letters
from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.determination import actions, queries, rounds
from acogida.determination.access import DECISION
from acogida.determination.actions import ceremonies
from acogida.determination.models import Decision, Notification
from acogida.determination.views.common import claim_context, language, refusals
from acogida.determination.views.reviews import history, submitted
from acogida.files import store
from acogida.files.errors import FileError
from acogida.ui.posted import key_of

log = logging.getLogger("acogida.determination")


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """The approved draft with the evidence of its review. Opening it is what a signature rests on."""
    claim = queries.find_claim(request.user, claim_id, "determination.sign")
    reasons = refusals(request, claim, "sign") if claim.stage == "signature" else []
    failed = False
    if request.method == "POST":
        try:
            decision = actions.sign(request, claim.pk, _submission(request), key=key_of(request))
        except Refused as refused:
            reasons, failed = refused.messages, True
        except (letters.LetterError, FileError):
            log.exception("the decision letter of a claim could not be made")
            reasons, failed = (
                [_("The document could not be made. Nothing was signed; try again, or tell support.")],
                True,
            )
        else:
            messages.success(request, _("Decision %(number)s is signed.") % {"number": decision.number})
            return redirect("signature_queue")
    reading = actions.open_for_signature(request, claim)
    write(request, "decision.open", claim.case, detail={"claim": str(claim.pk)})
    context = (
        claim_context(request, claim, "signature")
        | submitted(request, claim)
        | {
            "reasons": reasons,
            "failed": failed,
            "reading": reading,
            "history": history(claim),
            "decision": rounds.standing(claim),
            "earlier": rounds.earlier(claim, language()),
            "ceremony": ceremonies.open_with(request.user, claim),
        }
    )
    return render(request, "determination/signature_page.html", context, status=409 if failed else 200)


def _submission(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        raise Http404 from None


@require_GET
def document(request: HttpRequest, decision_id: uuid.UUID) -> HttpResponse:
    """The decision as it was signed; the bytes are checked against their hash on the way out."""
    decision = Decision.objects.select_related("file", "claim").filter(pk=decision_id).first()
    if decision is None:
        raise Http404
    queries.find_claim(request.user, decision.claim_id, *DECISION)
    write(request, "decision.download", decision)
    return _pdf(store.get(decision.file), decision.number)


@require_GET
def notification_document(request: HttpRequest, notification_id: uuid.UUID) -> HttpResponse:
    act = Notification.objects.select_related("file", "decision").filter(pk=notification_id).first()
    if act is None or act.file is None:
        raise Http404
    queries.find_claim(request.user, act.claim_id, *DECISION)
    write(request, "notification.download", act)
    return _pdf(store.get(act.file), f"{act.decision.number}-notificacion")


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
