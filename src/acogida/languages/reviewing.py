"""The checks over a whole translation, with the terms of its pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from acogida.languages import checks
from acogida.languages.checks import Warning
from acogida.languages.models import Segment, Translation
from acogida.languages.terms import queries as terms
from acogida.languages.terms.matching import Entry


def warnings_of(
    row: Translation, segments: Iterable[Segment], entries: Sequence[Entry] | None = None
) -> dict[int, list[Warning]]:
    """By position of the sentence: what the checks say, accepted or not."""
    if entries is None:
        entries = terms.entries(row.source_language, row.target_language)
    return {
        one.position: checks.warnings(
            one.source, one.target, row.source_language, row.target_language, entries, one.unknown
        )
        for one in segments
    }


def open_warnings(
    row: Translation, segments: Sequence[Segment], entries: Sequence[Entry] | None = None
) -> dict[int, list[Warning]]:
    """The same without those that somebody accepted with a reason."""
    found = warnings_of(row, segments, entries)
    return {
        one.position: [warning for warning in found[one.position] if warning.key not in one.accepted]
        for one in segments
    }
