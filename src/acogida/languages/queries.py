"""Reading translations. Whoever asks has read the text itself first: rights are those of its origin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from acogida.accounts.models import User
from acogida.languages import origins
from acogida.languages.models import Translation

LISTED = 200  # rows looked at for a list; rights are asked of the origin for each


def standing(origin: str, ids: Iterable[Any], target: str = "es") -> dict[Any, Translation]:
    """By id of the text, as it was given: the latest approved translation, or where none is, the latest. Segments are
    fetched."""
    found: dict[Any, Translation] = {}
    for id, row in _in_sequence(origin, ids, target):
        if row.approved or id not in found or not found[id].approved:
            found[id] = row
    return found


def latest(origin: str, ids: Iterable[Any], target: str = "es") -> dict[Any, Translation]:
    """By id of the text, as it was given: the last in sequence, whatever its state. Segments are fetched."""
    return dict(_in_sequence(origin, ids, target))


def _in_sequence(origin: str, ids: Iterable[Any], target: str) -> list[tuple[Any, Translation]]:
    given = {str(one): one for one in ids}
    rows = Translation.objects.filter(origin=origin, origin_id__in=list(given), target_language=target)
    rows = rows.select_related("approved_by").order_by("sequence").prefetch_related("segments__edited_by")
    return [(given[row.origin_id], row) for row in rows]


def approved(origin: str, id: Any, target: str = "es") -> Translation | None:
    """The latest approved translation of a text, if any."""
    rows = Translation.objects.filter(origin=origin, origin_id=str(id), target_language=target, state="approved")
    return rows.order_by("-sequence").prefetch_related("segments").first()


def readable(user: User | None, rows: Iterable[Translation]) -> list[Translation]:
    """Those of `rows` whose text `user` may read, in order."""
    rows = list(rows)
    may = {
        code: origins.of(code).readable(user, {row.origin_id for row in rows if row.origin == code})
        for code in {row.origin for row in rows} & set(origins.known())
    }
    return [row for row in rows if row.origin_id in may.get(row.origin, set())]


def visible(user: User) -> QuerySet[Translation]:
    """Translations `user` works on, before the origin is asked (`readable`)."""
    if user.can("language.translate") or user.can("language.review"):
        return Translation.objects.all()
    return Translation.objects.none()


def waiting(user: User, state: str) -> list[Translation]:
    """Translations at a state, oldest first, that `user` may read."""
    rows = visible(user).filter(state=state).select_related("edited_by").prefetch_related("segments")
    return readable(user, rows.order_by("created_at")[:LISTED])
