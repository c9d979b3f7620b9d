"""What changed from one version of a pack to the next: added, removed, replaced, moved, and why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Row:
    """An item, as far as the difference asks. `document`: what stays the same when its edition changes. `replaces`: the
    edition that it was put in the place of, of whatever document."""

    section: int
    number: int
    document: str
    edition: str
    reason: str = ""
    replaces: str = ""

    @property
    def place(self) -> str:
        return f"{self.section}.{self.number}"


@dataclass(frozen=True)
class Change:
    """One row before and after (None: it was not there, is no more) and why."""

    before: Row | None
    after: Row | None
    reason: str = ""


@dataclass
class Difference:
    added: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    replaced: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    kept: int = 0

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.replaced or self.moved)


def difference(before: Iterable[Row], after: Iterable[Row], removals: Mapping[str, str] | None = None) -> Difference:
    """How `after` differs from `before`. `removals`: edition → why it was taken out.

    An item whose edition is another one is replaced; one that is the same and stands in another section, or elsewhere
    among its neighbours, is moved. Numbers that only shift because something was put before them are no change.
    """
    old, new = sorted(before, key=_order), sorted(after, key=_order)
    pairs = _pairs(old, new)
    found = Difference()
    stays = _stays([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    for was, now in pairs:
        if was.edition != now.edition:
            found.replaced.append(Change(was, now, now.reason))
        elif (was, now) not in stays:
            found.moved.append(Change(was, now, now.reason))
        else:
            found.kept += 1
    paired_old, paired_new = {id(was) for was, _now in pairs}, {id(now) for _was, now in pairs}
    found.added = [Change(None, row, row.reason) for row in new if id(row) not in paired_new]
    why = removals or {}
    found.removed = [Change(row, None, why.get(row.edition, "")) for row in old if id(row) not in paired_old]
    for changes in (found.replaced, found.moved):
        changes.sort(key=lambda change: _order(change.after or change.before))  # type: ignore[arg-type]
    return found


def _order(row: Row) -> tuple[int, int]:
    return row.section, row.number


def _pairs(old: Sequence[Row], new: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Who is who: the same edition in the same section, then anywhere, then what says that it replaces it, then the same
    document."""
    rules: tuple[Callable[[Row, Row], bool], ...] = (
        lambda was, now: was.edition == now.edition and was.section == now.section,
        lambda was, now: was.edition == now.edition,
        lambda was, now: now.replaces != "" and now.replaces == was.edition,
        lambda was, now: was.document == now.document and was.section == now.section,
        lambda was, now: was.document == now.document,
    )
    left, free, pairs = list(old), list(new), []
    for same in rules:
        for now in list(free):
            was = next((row for row in left if same(row, now)), None)
            if was is not None:
                pairs.append((was, now))
                left.remove(was)
                free.remove(now)
    return sorted(pairs, key=lambda pair: _order(pair[1]))


def _stays(old: Sequence[Row], new: Sequence[Row]) -> set[tuple[Row, Row]]:
    """The pairs that kept their section and their order among those that did."""
    stay = [(was, now) for was, now in zip(old, new, strict=True) if was.section == now.section]
    now_order = [now for _was, now in stay]
    was_order = [now for _was, now in sorted(stay, key=lambda pair: _order(pair[0]))]
    partner = {now: was for was, now in stay}
    places = {now: place for place, now in enumerate(now_order)}
    matcher = SequenceMatcher(None, [places[now] for now in was_order], list(range(len(now_order))), autojunk=False)
    kept = [was_order[block.a + n] for block in matcher.get_matching_blocks() for n in range(block.size)]
    return {(partner[now], now) for now in kept}
