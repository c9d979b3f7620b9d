"""Sources: described, assessed, looked at, put aside."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.errors import Conflict
from acogida.coi.access import require_hand
from acogida.coi.library import watch
from acogida.coi.models import Document, Source, SourceAssessment

DESCRIBED = (
    "name", "name_es", "kind", "country", "languages", "url", "owner", "legal_status", "mandate", "funding", "scope",
    "methodology", "field_presence", "reputation", "motivation", "known_bias", "dubious", "dubious_reason", "priority",
    "check_every_days",
)  # fmt: skip
CRITERIA = ("relevance", "reliability", "accuracy", "transparency", "currency")
GRID = ("who", "what", "why", "how", "when")


@transaction.atomic
def create_source(request: Any, given: Mapping[str, Any], *, key: uuid.UUID) -> Source:
    """A source nobody brought in yet; `key` becomes its id. Raises PermissionDenied, ValidationError at the field."""
    require_hand(request.user, "coi.research")
    if known := Source.objects.filter(pk=key).first():
        return known
    source = Source(pk=key, described_on=timezone.localdate(), described_by=request.user)
    _describe(source, given)
    source.save()
    watch.refresh([source.pk])
    write(request, "coi.source_create", source)
    return source


@transaction.atomic
def edit_source(request: Any, pk: uuid.UUID, given: Mapping[str, Any], *, version: int) -> Source:
    """Describe a source anew. `version`: the one the form was made from; Conflict (`theirs` is the source as it stands) when
    somebody saved in between. Raises PermissionDenied, ValidationError at the field."""
    require_hand(request.user, "coi.research")
    source = Source.objects.select_for_update(of=("self",)).get(pk=pk)
    before = {name: getattr(source, name) for name in DESCRIBED}
    _describe(source, given)
    changed = [name for name in DESCRIBED if getattr(source, name) != before[name]]
    if not changed and source.described_on == timezone.localdate():
        return source
    if source.version != version:  # the same form sent twice changed nothing and was let through above
        raise Conflict(_("Somebody else saved this in between."), Source.objects.get(pk=pk))
    source.described_on, source.described_by = timezone.localdate(), request.user
    source.version += 1
    source.save()
    watch.refresh([pk])
    write(request, "coi.source_edit", source, detail={"fields": changed, "version": source.version})
    return source


def _describe(source: Source, given: Mapping[str, Any]) -> None:
    for name in DESCRIBED:
        if name in given:
            setattr(source, name, given[name])
    twin = Source.objects.filter(name__iexact=source.name).exclude(pk=source.pk)
    if twin.exists():
        raise ValidationError({"name": [_("There is a source of that name already.")]})
    if source.dubious and not source.dubious_reason.strip():
        raise ValidationError({"dubious_reason": [_("Say why it is doubtful.")]})
    if not source.dubious:
        source.dubious_reason = ""


@transaction.atomic
def set_status(request: Any, pk: uuid.UUID, status: str, reason: str) -> Source:
    """Say that a source is active, fell silent, has ceased or is not to be used, with the reason. Raises PermissionDenied,
    ValidationError at the field."""
    require_hand(request.user, "coi.research")
    source = Source.objects.select_for_update(of=("self",)).get(pk=pk)
    if status not in Source.Status.values:
        raise ValidationError({"status": [_("Choose one of the list.")]})
    if not reason.strip():
        raise ValidationError({"status_reason": [_("Say why: whoever cited it will read it.")]})
    if (source.status, source.status_reason) == (status, reason.strip()):
        return source
    before = source.status
    source.status, source.status_reason = status, reason.strip()
    source.status_on = timezone.localdate()
    source.version += 1
    source.save(update_fields=["status", "status_reason", "status_on", "version"])
    watch.refresh([pk])
    write(request, "coi.source_status", source, reason=source.status_reason, detail={"from": before, "to": status})
    return source


@transaction.atomic
def check(request: Any, pk: uuid.UUID, *, on: dt.date | None = None) -> Source:
    """The source was looked at today (or on a day before). Raises PermissionDenied, ValidationError for a day to come."""
    require_hand(request.user, "coi.research")
    today = timezone.localdate()
    day = on or today
    if day > today:
        raise ValidationError({"on": [_("That day is still to come.")]})
    source = Source.objects.select_for_update(of=("self",)).get(pk=pk)
    if source.last_checked_on is not None and source.last_checked_on >= day:
        return source
    source.last_checked_on = day
    source.save(update_fields=["last_checked_on"])
    watch.refresh([pk])
    source.refresh_from_db(fields=["due_on"])
    write(request, "coi.source_check", source, detail={"on": str(day)})
    return source


@transaction.atomic
def assess(
    request: Any, source_id: uuid.UUID, grid: Mapping[str, str], ratings: Mapping[str, int], *,
    text: str = "", next_review: dt.date | None = None, document: Document | None = None, key: uuid.UUID,
) -> SourceAssessment:  # fmt: skip
    """What was found about a source, or one document of it, today. Never overwritten: a new finding is a new row.

    `grid`: who, what, why, how, when, all of them; `ratings`: every criterion from 1 (weak) to 4 (strong). The same `key`
    again is the same finding. Raises PermissionDenied, ValidationError at the field.
    """
    require_hand(request.user, "coi.research")
    if known := SourceAssessment.objects.filter(key=key).first():
        return known
    problems = {
        name: [_("Say what is known of it, also that nothing is.")] for name in GRID if not grid.get(name, "").strip()
    }
    problems |= {
        name: [_("From 1 (weak) to 4 (strong).")] for name in CRITERIA if ratings.get(name) not in (1, 2, 3, 4)
    }
    today = timezone.localdate()
    if next_review is not None and next_review <= today:
        problems["next_review"] = [_("The next review is on a day to come.")]
    if document is not None and document.source_id != source_id:
        problems["document"] = [_("That document is another source's.")]
    if problems:
        raise ValidationError(problems)  # type: ignore[arg-type]
    found = SourceAssessment.objects.create(
        source_id=source_id, document=document, on=today, **{name: grid[name].strip() for name in GRID},
        ratings={name: ratings[name] for name in CRITERIA}, text=text.strip(), next_review=next_review,
        assessor=request.user, key=key,
    )  # fmt: skip
    detail = {"assessment": str(found.pk), "document": str(document.pk) if document else ""}
    write(request, "coi.source_assess", found.source, detail=detail)
    return found
