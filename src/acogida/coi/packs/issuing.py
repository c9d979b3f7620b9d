"""From a draft to the version in force: sent to a colleague, gone through point by point, issued or returned."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.coi.access import may_research, require_hand
from acogida.coi.models import Document, PackReview, PackVersion, Standing
from acogida.coi.packs import screening
from acogida.coi.packs.checklist import CODES
from acogida.coi.packs.queries import TEXT
from acogida.exchange.gateway import today_at

RESEARCH, REVIEW = "coi.research", "coi.review"


@transaction.atomic
def send_to_review(request: Any, draft_id: uuid.UUID) -> PackVersion:
    """Hand a draft to a second person. Raises ValidationError when it holds nothing, has no note, or holds what was
    withdrawn; sent already, nothing happens."""
    require_hand(request.user, RESEARCH)
    draft = _locked(draft_id)
    if draft.state == PackVersion.State.REVIEW:
        return draft
    if draft.state != PackVersion.State.DRAFT:
        raise ValidationError(_("It is no draft any more: what is in review or was issued is not changed."))
    if not draft.items.exists():
        raise ValidationError(_("There is nothing in it yet."))
    if not draft.note:
        raise ValidationError(_("Write first what is new in this version, and which sections have nothing."))
    if draft.items.filter(document_version__standing__state=Standing.State.WITHDRAWN).exists():
        raise ValidationError(_("It holds an edition that was withdrawn: replace it or take it out."))
    draft.state = PackVersion.State.REVIEW
    draft.save(update_fields=["state"])
    write(request, "coi.pack_sent_to_review", draft, detail={"code": draft.pack.code, "sequence": draft.sequence})
    return draft


def may_review(user: User, version: PackVersion) -> bool:
    """Whether `user` may judge a version: a hand of the unit that reviews, and has written nothing in it."""
    return may_research(user) and user.can(REVIEW) and not wrote(user, version)


def wrote(user: User, version: PackVersion) -> bool:
    """Whether `user` has a hand in a version."""
    return (
        version.made_by_id == user.pk
        or version.items.filter(changed_by=user).exists()
        or version.removals.filter(removed_by=user).exists()
    )


@transaction.atomic
def judge(
    request: Any, version_id: uuid.UUID, verdict: str, points: Mapping[str, Mapping[str, Any]], text: str = "", *,
    notes: Mapping[str, str] | None = None, on: dt.date | None = None, key: uuid.UUID,
) -> PackVersion:  # fmt: skip
    """Say of each point of the checklist whether it is met, and issue the version or return it.

    `points`: code → {"met": bool, "note": str}; `notes`: item id → what the reviewer notes of it. `on`: the day it bears, where
    it is not today's (a pack that was issued before it was kept here). Raises PermissionDenied for whoever wrote in it,
    ValidationError when a point is not answered, or it is to be issued with one that is not met.
    """
    require_hand(request.user, REVIEW)
    if known := PackReview.objects.filter(key=key).select_related("version__pack").first():
        return known.version
    version = _locked(version_id)
    if wrote(request.user, version):
        raise PermissionDenied(_("Whoever wrote in a version does not review it."))
    if version.state != PackVersion.State.REVIEW:
        raise ValidationError(_("It is not in review."))
    answers = {code: {"met": bool(points[code]["met"]), "note": str(points[code].get("note", ""))} for code in points}
    _complete(verdict, answers, text)
    screening.refuse({"text": text, **{code: str(answer["note"]) for code, answer in answers.items()}})
    PackReview.objects.create(
        version=version, verdict=verdict, points=answers, text=text, reviewer=request.user, key=key
    )
    for item in version.items.select_related("document_version__document").defer(TEXT):
        item.quality_review = (notes or {}).get(str(item.pk), item.quality_review)
        item.restricted = item.document.access == Document.Access.RESTRICTED
        item.save(update_fields=["quality_review", "restricted"])
    if verdict == PackReview.Verdict.APPROVED:
        return _issue(request, version, on or today_at(request.user.office))
    version.state = PackVersion.State.DRAFT
    version.save(update_fields=["state"])
    write(request, "coi.pack_returned", version, detail={"code": version.pack.code, "sequence": version.sequence})
    return version


def _complete(verdict: str, answers: Mapping[str, Mapping[str, Any]], text: str) -> None:
    if verdict not in PackReview.Verdict.values:
        raise ValidationError({"verdict": _("Issue it or return it.")})
    problems = {}
    if missing := [code for code in CODES if code not in answers]:
        problems |= dict.fromkeys(missing, _("Say whether this is so."))
    if verdict == PackReview.Verdict.APPROVED:
        unmet = [code for code in CODES if code in answers and not answers[code]["met"] and not answers[code]["note"]]
        problems |= dict.fromkeys(
            unmet, _("A point that is not met wants a note that says why it is issued all the same.")
        )
    elif not text.strip():
        problems["text"] = _("Say what has to be done before it can be issued.")
    if problems:
        raise ValidationError(problems)


def _issue(request: Any, version: PackVersion, on: dt.date) -> PackVersion:
    last = PackVersion.objects.filter(pack=version.pack, date__isnull=False).order_by("-date", "-of_day").first()
    if on > today_at(request.user.office) or (last and last.date and on < last.date):
        raise ValidationError(_("The day lies in the future, or before that of the version it follows."))
    version.of_day = last.of_day + 1 if last and last.date == on else 1
    PackVersion.objects.filter(pack=version.pack, state=PackVersion.State.ISSUED).update(
        state=PackVersion.State.SUPERSEDED
    )
    version.state, version.approved_by, version.approved_at = PackVersion.State.ISSUED, request.user, timezone.now()
    version.date = on
    version.save(update_fields=["state", "approved_by", "approved_at", "date", "of_day"])
    write(request, "coi.pack_issued", version, detail={"code": version.pack.code, "sequence": version.sequence})
    return version


def _locked(version_id: uuid.UUID) -> PackVersion:
    return PackVersion.objects.select_for_update(of=("self",)).select_related("pack").get(pk=version_id)
