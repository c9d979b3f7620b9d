"""What every page about one claim starts with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.cases import actions as cases
from acogida.cases import packs
from acogida.cases import queries as case_queries
from acogida.cases.models import Claim
from acogida.determination.access import NARRATIVE
from acogida.determination.actions.assessing import SaveConflict
from acogida.determination.merge import EMPTY
from acogida.determination.models import Interview
from acogida.hooks.acting import acting_as


def language() -> str:
    return get_language() or "es"


def number_of(request: HttpRequest, name: str = "version") -> int:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        raise BadRequest(f"{name} is not a number") from None


def mapping_of(request: HttpRequest, name: str) -> dict[str, Any]:
    """A JSON object the page carried along (what a form was read at)."""
    try:
        value = json.loads(request.POST.get(name) or "{}")
    except ValueError:
        raise BadRequest(f"{name} is not JSON") from None
    if not isinstance(value, dict):
        raise BadRequest(f"{name} is not an object")
    return value


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def refusals(request: HttpRequest, claim: Claim, transition: str) -> list[str]:
    """Why this user cannot take the step now; empty when she can."""
    with acting_as(request.user):
        return cases.refusals(claim.case, claim, transition)


def claim_context(request: HttpRequest, claim: Claim, here: str) -> dict[str, Any]:
    """The head of every page about a claim: whose it is, where it stands, its term, and the pages beside this one."""
    pack = packs.of(claim.case)
    user, office = request.user, claim.case.office_id
    return {
        "claim": claim,
        "case": claim.case,
        "pack": pack,
        "stage": pack.text(pack.stage(claim.stage).label, language()),
        "outcome": pack.text(pack.outcome(claim.outcome).label, language()) if claim.outcome else "",
        "row": case_queries.row_summary(claim.case, claim.case.office.today(), language(), packs.closures()),
        "places": _places(claim, here, user, office),
        "reads_narrative": any(user.can(action, office) for action in NARRATIVE),
        "relatives": list(Claim.objects.filter(case=claim.case_id).select_related("person").order_by("position")),
        "here": here,
        "zone": claim.case.office.zone,
    }


def _places(claim: Claim, here: str, user: Any, office: int) -> list[dict[str, Any]]:
    """The pages of this claim that the user may open."""
    narrative = any(user.can(action, office) for action in NARRATIVE)
    interview = Interview.objects.filter(claim=claim).order_by("-started_at").values_list("pk", flat=True).first()
    places: list[tuple[str, str, str, bool]] = [
        ("interview", _("Interview"), reverse("interview_page", args=[interview]) if interview else
         reverse("interview_start", args=[claim.pk]),
         bool(narrative and interview) or user.can("interview.conduct", office)),
        ("assessment", _("Assessment"), reverse("assessment_page", args=[claim.pk]), narrative),
        ("draft", _("Draft decision"), reverse("draft_page", args=[claim.pk]), narrative),
        ("review", _("Review"), reverse("review_page", args=[claim.pk]), narrative),
        ("signature", _("Signature"), reverse("signature_page", args=[claim.pk]), user.can("determination.sign", office)),
        ("notification", _("Notification"), reverse("notification_page", args=[claim.pk]),
         narrative or user.can("determination.notify", office)),
    ]  # fmt: skip
    return [
        {"code": code, "label": label, "url": url, "active": code == here}
        for code, label, url, shown in places
        if shown
    ]


def conflict_context(conflict: SaveConflict, labels: Mapping[str, Any], words: Any) -> dict[str, Any]:
    """Both values of every field that two people changed, side by side. `words(field, value)` puts a value in words."""
    mine, theirs = conflict.merge.merged, conflict.values
    return {
        "conflict": conflict,
        "rows": [
            {"name": name, "label": labels.get(name, name), "mine": words(name, mine.get(name)),
             "theirs": words(name, theirs.get(name)), "text": isinstance(mine.get(name), str) and len(mine[name]) > 40}
            for name in conflict.merge.conflicts
        ],
        "also": [labels.get(name, name) for name in conflict.merge.theirs_changed],
        "merged": json.dumps(mine, ensure_ascii=False),
        "theirs": json.dumps(theirs, ensure_ascii=False),
        "version": conflict.version,
    }  # fmt: skip


def resolved(request: HttpRequest) -> dict[str, Any]:
    """The values after a person has chosen, field by field, on the page that showed both."""
    merged, theirs = mapping_of(request, "merged"), mapping_of(request, "theirs")
    for name in request.POST.getlist("conflict"):
        match request.POST.get(f"choice_{name}"):
            case "theirs":
                merged[name] = theirs.get(name)
            case "both":
                merged[name] = "\n\n".join(str(v) for v in (theirs.get(name), merged.get(name)) if v not in EMPTY)
    return merged


def conflict_json(conflict: SaveConflict, labels: Mapping[str, Any]) -> JsonResponse:
    """For a page that saves by itself: say so, and let the person choose on the page that shows both."""
    fields = [str(labels.get(name, name)) for name in conflict.merge.conflicts]
    return JsonResponse({"message": str(conflict), "fields": fields}, status=409)
