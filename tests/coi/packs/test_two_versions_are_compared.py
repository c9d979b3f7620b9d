from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.coi.packs.difference import Row, difference


def row(section: int, number: int, document: str, edition: str = "", **more: str) -> Row:
    return Row(section, number, document, edition or f"{document}1", **more)


def test_each_kind_of_change() -> None:
    before = [row(1, 1, "a"), row(1, 2, "b"), row(2, 1, "c"), row(2, 2, "d")]
    after = [row(1, 1, "b"), row(1, 2, "e", reason="nuevo"), row(2, 1, "c", "c2", reason="edición"), row(3, 1, "d")]
    found = difference(before, after, {"a1": "cesó"})
    assert [(change.before.document, change.reason) for change in found.removed] == [("a", "cesó")]
    assert [(change.after.document, change.reason) for change in found.added] == [("e", "nuevo")]
    assert [(change.after.edition, change.reason) for change in found.replaced] == [("c2", "edición")]
    assert [(change.before.place, change.after.place) for change in found.moved] == [("2.2", "3.1")]
    assert found.kept == 1


def test_one_that_jumps_over_its_neighbours_has_moved_and_they_have_not() -> None:
    before = [row(1, number, name) for number, name in enumerate("abcd", 1)]
    after = [row(1, number, name) for number, name in enumerate("dabc", 1)]
    found = difference(before, after)
    assert [change.after.document for change in found.moved] == ["d"]


def test_another_document_in_its_place_replaces_it() -> None:
    found = difference([row(1, 1, "a")], [row(1, 1, "b", replaces="a1")])
    assert [(change.before.document, change.after.document) for change in found.replaced] == [("a", "b")]


ROWS = st.lists(st.tuples(st.integers(1, 3), st.sampled_from("abcdef")), unique_by=lambda pair: pair[1], max_size=6).map(
    lambda pairs: [row(section, number, name) for number, (section, name) in enumerate(pairs, 1)]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(ROWS, ROWS)
def test_every_item_is_told_of_once(before: list[Row], after: list[Row]) -> None:
    found = difference(before, after)
    gone = {change.before.document for change in found.removed}
    come = {change.after.document for change in found.added}
    both = {row.document for row in before} & {row.document for row in after}
    assert gone == {row.document for row in before} - both
    assert come == {row.document for row in after} - both
    assert len(found.moved) + len(found.replaced) + found.kept == len(both)


@given(ROWS)
@settings(max_examples=30, deadline=None)
def test_a_version_differs_in_nothing_from_itself(rows: list[Row]) -> None:
    assert difference(rows, rows).same
