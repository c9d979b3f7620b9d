"""Country information that changed after it was cited: one's claims, one case, and decisions already signed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from acogida.audit.record import write
from acogida.cases.access import visible_to
from acogida.determination import country_words, recalling
from acogida.determination.access import NARRATIVE, claims_for
from acogida.determination.models import RecalledDecision

SHOWN = 100


def _row(each: recalling.Changed) -> dict[str, Any]:
    return {
        "claim": each.claim,
        "citation": each.citation,
        "words": [country_words.warning(warning, each.flags) for warning in each.warnings],
        "reference": country_words.reference(country_words.frozen(each.citation)),
    }


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The claims one works on in which something cited has changed; `?show=all`: every claim one may read."""
    if not any(request.user.can(action) for action in NARRATIVE):
        raise Http404
    everybody = request.GET.get("show") == "all"
    here = reverse("country_changes")
    context = {
        "rows": [_row(each) for each in recalling.changed_for(request.user, mine=not everybody)],
        "tabs": [
            {"label": _("Mine"), "url": here, "active": not everybody},
            {"label": _("Whole office"), "url": f"{here}?show=all", "active": everybody},
        ],
        "recalled": _decisions(request).filter(seen_at=None).count(),
    }
    return render(request, "determination/country_changes.html", context)


@require_GET
def strip(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What the case page shows of one case, fetched after it."""
    case = get_object_or_404(visible_to(request.user).select_related("office"), pk=case_id)
    if not any(request.user.can(action, case.office_id) for action in NARRATIVE):
        raise Http404
    found = recalling.changes(
        recalling.touched().filter(claim__case=case, claim__decided_on=None).exclude(
            claim__stage__in=recalling.closed_stages()
        )
    )  # fmt: skip
    return render(request, "determination/_country_strip.html", {"rows": [_row(each) for each in found]})


def _decisions(request: HttpRequest) -> Any:
    claims = claims_for(request.user, *NARRATIVE)
    rows = RecalledDecision.objects.filter(decision__claim__in=claims)
    return rows.select_related(
        "decision__claim__case", "decision__claim__person", "version__document__source", "seen_by"
    )


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Signed decisions that rest on an edition superseded or withdrawn since: apart, because they stand."""
    if not any(request.user.can(action) for action in NARRATIVE):
        raise Http404
    rows = _decisions(request).defer("version__text").order_by("seen_at", "-found_at")[:SHOWN]
    return render(request, "determination/country_decisions.html", {"rows": rows})


@require_POST
def seen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note what was made of it; the decision itself stays as it was signed."""
    row = get_object_or_404(_decisions(request), pk=pk)
    note = request.POST.get("note", "").strip()[:2000]
    if not note:
        messages.error(request, _("Say what you made of it."))
    elif row.seen_at is None:
        RecalledDecision.objects.filter(pk=row.pk, seen_at=None).update(
            seen_at=timezone.now(), seen_by=request.user, note=note
        )
        write(request, "decision.recall_seen", row.decision)
    return redirect("country_decisions")
