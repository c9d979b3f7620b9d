"""Notification, and finality after it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida import letters
from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.determination import actions, appeal, queries, rounds
from acogida.determination.access import DECISION
from acogida.determination.forms import NotificationForm, language_choices
from acogida.determination.models import Notification
from acogida.determination.views.common import claim_context, language, refusals
from acogida.files.errors import FileError
from acogida.ui.posted import key_of


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = queries.find_claim(request.user, claim_id, *DECISION)
    office = claim.case.office
    notifies = claim.stage == "notification" and request.user.can("determination.notify", office.pk)
    pack = packs.of(claim.case)
    spoken = list(claim.person.languages.order_by("-preferred", "pk").values_list("code", flat=True))
    form = NotificationForm(
        request.POST or None if notifies else None, pack=pack, language=language(),
        languages=language_choices(language(), spoken),
        initial={"method": "in_person", "on": office.today(), "language": spoken[0] if spoken else "es", "place": office.name},
    )  # fmt: skip
    reasons: list[str] = []
    if request.method == "POST" and notifies and form.is_valid():
        try:
            act = actions.notify(request, claim.pk, form.cleaned_data, key=key_of(request))
        except Refused as refused:
            reasons = refused.messages
        except (letters.LetterError, FileError):
            reasons = [_("The record of the notification could not be made. Nothing was recorded; try again.")]
        else:
            if act.valid:
                messages.success(request, _("The notification is recorded."))
            else:
                messages.warning(
                    request, _("The notification is kept as defective; no term has started. Notify again.")
                )
            return redirect("notification_page", claim.pk)
    write(request, "decision.open", claim.case, detail={"claim": str(claim.pk)})
    context = claim_context(request, claim, "notification") | _told(claim) | {
        "form": form, "notifies": notifies, "reasons": reasons,
        "can_finalise": claim.stage == "notified" and request.user.can("determination.notify", office.pk),
        "final_reasons": refusals(request, claim, "become_final") if claim.stage == "notified" else [],
    }  # fmt: skip
    return render(request, "determination/notification_page.html", context, status=409 if reasons else 200)


def _told(claim: Claim) -> dict[str, Any]:
    """The decision that stands, the acts of its notification so far, the appeal term they started, and the decisions
    that were set aside."""
    pack = packs.of(claim.case)
    methods = {m.code: pack.text(m.label, language()) for m in pack.notification_methods}
    decision, term = rounds.standing(claim), appeal.rule(pack)
    acts = list(Notification.objects.filter(decision=decision).select_related("made_by", "decision"))
    valid = next((act for act in acts if act.valid), None)
    clock = appeal.running(pack, valid) if valid else None
    return {
        "decision": decision,
        "decision_outcome": pack.text(pack.outcome(decision.outcome).label, language()) if decision else "",
        "acts": [{"act": act, "method": methods.get(act.method, act.method)} for act in acts],
        "appeal": clock,
        "appeal_length": appeal.length(term, clock.start) if term and clock else "",
        "appeal_source": term.source if term else "",
        "earlier": rounds.earlier(claim, language()),
    }


@require_POST
def finalise(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    claim = queries.find_claim(request.user, claim_id, "determination.notify")
    try:
        actions.finalise(request, claim.pk, key=key_of(request))
        messages.success(request, _("The decision is final."))
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    return redirect("notification_page", claim.pk)
