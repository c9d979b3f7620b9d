"""What the intake's pages read."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count, Q, QuerySet

from acogida.coi.access import may_research, visible_documents
from acogida.coi.models import Document, IntakeBatch, IntakeItem, Source

State = IntakeItem.State
UNDER_WAY = (State.WAITING, State.TAKING)
IN = (State.TAKEN, State.UNCHANGED)


def batches(user: Any) -> QuerySet[IntakeBatch]:
    """Batches a researcher sees, the newest first, with how many items are `under_way`, `to_confirm`, `failed`, `went_in`."""
    rows = IntakeBatch.objects.all() if may_research(user) else IntakeBatch.objects.none()
    if not user.can("coi.view_restricted"):
        rows = rows.filter(restricted=False)
    return rows.select_related("source", "created_by").annotate(
        items_all=Count("items"),
        under_way=Count("items", filter=Q(items__state__in=UNDER_WAY)),
        to_confirm=Count("items", filter=Q(items__state=State.READ)),
        failed=Count("items", filter=Q(items__state=State.FAILED)),
        went_in=Count("items", filter=Q(items__state__in=IN)),
    )


def items(batch: IntakeBatch) -> QuerySet[IntakeItem]:
    """The items of a batch, in order, without what was read of them."""
    return batch.items.defer("content").select_related("blob", "document", "version")


def waiting_for_a_person(user: Any) -> int:
    """Files to confirm, and documents that came in unconfirmed."""
    if not may_research(user):
        return 0
    files = IntakeItem.objects.filter(state=State.READ, batch__in=batches(user).values("pk")).count()
    return files + unconfirmed(user).count()


def unconfirmed(user: Any) -> QuerySet[Document]:
    """Documents nobody has confirmed, the newest first."""
    rows = visible_documents(user).filter(confirmed_by=None, versions__isnull=False).distinct()
    return rows.select_related("source").prefetch_related("countries").order_by("-created_at", "-pk")


def titles(ids: list[uuid.UUID], user: Any) -> dict[uuid.UUID, str]:
    """Documents by their ids, as the reader may see them."""
    rows = visible_documents(user).filter(pk__in=ids).select_related("source")
    found = {row.pk: f"{row} ({row.source})" for row in rows}
    return {pk: found[pk] for pk in dict.fromkeys(ids) if pk in found}


def sources() -> list[str]:
    """Names to choose from."""
    return list(Source.objects.exclude(status=Source.Status.BANNED).values_list("name", flat=True)[:2000])
