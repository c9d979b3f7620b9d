"""What the page of a translation shows: its sentences beside the original, with what the checks say about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from acogida.accounts.models import User
from acogida.languages import engines, origins, phrases, reviewing
from acogida.languages.models import Segment, Translation
from acogida.languages.terms import queries as terms
from acogida.languages.terms.matching import Entry


class Told(NamedTuple):
    """A warning in words, and why somebody let it stand."""

    key: str
    words: str
    accepted: str


class Line(NamedTuple):
    """One sentence. `grey`: nobody answers for these words yet."""

    segment: Segment
    warnings: list[Told]

    @property
    def grey(self) -> bool:
        return not self.segment.confirmed and self.segment.by != Segment.By.PERSON

    @property
    def open(self) -> int:
        return sum(not one.accepted for one in self.warnings)


class Sheet(NamedTuple):
    """One text and its translation, for one person."""

    translation: Translation
    label: str
    url: str
    lines: list[Line]
    editable: bool
    approves: bool
    wrote: bool  # she wrote part of it, so that somebody else approves
    begins: bool  # she may begin a better one

    @property
    def confirmed(self) -> int:
        return sum(line.segment.confirmed for line in self.lines)

    @property
    def open_warnings(self) -> int:
        return sum(line.open for line in self.lines)

    @property
    def ready(self) -> bool:
        return self.editable and self.confirmed == len(self.lines) and not self.open_warnings


def sheet(
    user: User, row: Translation, label: str, entries: Mapping[tuple[str, str], list[Entry]] | None = None
) -> Sheet:
    """The sheet of one translation; whoever may not write reads it."""
    segments = list(row.segments.all())
    pair = (row.source_language, row.target_language)
    found = reviewing.warnings_of(row, segments, (entries or {}).get(pair))
    keeper = origins.of(row.origin)
    writes = user.can("language.translate") and keeper.may_write(user)
    wrote = user.pk in {row.edited_by_id, *(one.edited_by_id for one in segments)}
    return Sheet(
        row, label, keeper.url(row.origin_id),
        [line(one, found[one.position]) for one in segments],
        editable=writes and row.state in (Translation.State.MACHINE, Translation.State.EDITED),
        approves=row.state == Translation.State.SUBMITTED
        and user.can("language.review") and keeper.may_write(user) and not wrote,
        wrote=wrote,
        begins=writes and row.approved,
    )  # fmt: skip


def line(segment: Segment, warnings: Iterable[Any]) -> Line:
    """A sentence with its warnings in words."""
    return Line(segment, [Told(one.key, phrases.warning(one), segment.accepted.get(one.key, "")) for one in warnings])


def sheets(user: User, rows: Iterable[Translation], labels: Mapping[str, str]) -> list[Sheet]:
    """Many at once, the terms of each pair read once; `labels` by id of the text."""
    rows = list(rows)
    pairs = {(row.source_language, row.target_language) for row in rows}
    entries = {pair: terms.entries(*pair) for pair in pairs}
    return [sheet(user, row, labels.get(row.origin_id, ""), entries) for row in rows]


def labelled(rows: Iterable[Translation]) -> dict[tuple[str, str], str]:
    """What the texts of translations are called, by origin and id."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.origin, set()).add(row.origin_id)
    return {
        (origin, id): text.label for origin, ids in wanted.items() for id, text in origins.of(origin).texts(ids).items()
    }


def history(row: Translation) -> list[Translation]:
    """The other translations of the same text, newest first."""
    others = Translation.objects.filter(
        origin=row.origin, origin_id=row.origin_id, target_language=row.target_language
    ).exclude(pk=row.pk)
    return list(others.select_related("approved_by").order_by("-sequence"))


def engine_missing(row: Translation) -> bool:
    """Whether a machine drafted nothing because there is none for this pair."""
    return not row.engine and engines.available(row.source_language, row.target_language) is None


def waiting_for(user: User) -> int | None:
    """How many translations of others wait to be approved; for the menu, so without asking about each text."""
    if not user.can("language.review"):
        return None
    return Translation.objects.filter(state=Translation.State.SUBMITTED).exclude(edited_by=user).count() or None
