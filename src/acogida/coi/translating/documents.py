"""A whole document in Spanish: its passages in order, what each has, and how far it is."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from acogida.coi.models import DocumentVersion, Passage
from acogida.coi.translating.origin import ORIGIN
from acogida.languages import actions
from acogida.languages.models import Translation


class Progress(NamedTuple):
    """Passages of a version by how far they are; each passage counts once, at the best it has."""

    passages: int
    drafted: int  # machine drafts nobody has looked at
    edited: int
    submitted: int
    approved: int

    @property
    def begun(self) -> int:
        return self.drafted + self.edited + self.submitted + self.approved

    @property
    def left(self) -> int:
        return self.passages - self.begun


def _translations(target: str) -> QuerySet[Translation]:
    return Translation.objects.filter(origin=ORIGIN, target_language=target)


def untouched(version: DocumentVersion, target: str) -> QuerySet[Passage]:
    """Passages of a version nobody, and no machine, has translated; in order."""
    mine = _translations(target).filter(origin_id=Cast(OuterRef("pk"), CharField()))
    return version.passages.filter(~Exists(mine)).order_by("ordinal")


def progress(version: DocumentVersion, target: str = "es") -> Progress:
    """How far the version is."""
    order = list(Translation.State.values)  # from least to best
    best: dict[str, int] = {}
    ids = [str(pk) for pk in version.passages.values_list("pk", flat=True)]
    for id, state in _translations(target).filter(origin_id__in=ids).values_list("origin_id", "state"):
        best[id] = max(best.get(id, 0), order.index(state))
    counts = [sum(one == number for one in best.values()) for number in range(len(order))]
    return Progress(len(ids), *counts)


def needed(version: DocumentVersion, target: str = "es") -> bool:
    """Whether the version is in another language."""
    return bool(version.standing.language.split("-")[0] not in ("", target.split("-")[0]))


def draft_some(by: Any, version: DocumentVersion, target: str, most: int) -> int:
    """Draft up to `most` passages that have nothing; how many were. Raises as `languages.actions.draft` does."""
    if not needed(version, target):
        return 0
    ids = [str(pk) for pk in untouched(version, target).values_list("pk", flat=True)[:most]]
    if ids:
        made, _missing = actions.draft(by, ORIGIN, ids, target)
        return len(made)
    return 0
