"""Nobody is found in a table: one to four are not shown, nor what would give them back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acogida.ui.suppression import TOTAL, Place, suppressed, with_totals


def test_totals_are_of_rows_of_columns_and_of_all() -> None:
    table = with_totals({("F", "a"): 1, ("F", "b"): 2, ("M", "a"): 10})
    assert {place: n for place, n in table.items() if TOTAL in place} == {
        ("F", TOTAL): 3, ("M", TOTAL): 10, (TOTAL, "a"): 11, (TOTAL, "b"): 2, (TOTAL, TOTAL): 13,
    }  # fmt: skip


def test_a_table_of_large_numbers_and_zeros_is_shown_whole() -> None:
    assert suppressed(with_totals({("F", "a"): 0, ("F", "b"): 50, ("M", "a"): 9, ("M", "b"): 5})) == set()


def test_the_only_small_cell_takes_the_next_smallest_of_its_row_and_column_with_it() -> None:
    cells: dict[Place, int] = {("F", "a"): 3, ("F", "b"): 90, ("F", "c"): 20, ("M", "a"): 40, ("M", "b"): 80, ("M", "c"): 30}  # fmt: skip
    assert suppressed(with_totals(cells)) == {("F", "a"), ("F", "c"), ("M", "a"), ("M", "c")}


def test_with_one_column_the_totals_of_the_rows_go_too() -> None:
    assert suppressed(with_totals({("F", "a"): 3, ("M", "a"): 90})) == {
        ("F", "a"), ("F", TOTAL), ("M", "a"), ("M", TOTAL),
    }  # fmt: skip


def test_totals_hidden_in_another_table_are_hidden_here() -> None:
    table = with_totals({("F", "a"): 30, ("F", "b"): 50, ("M", "a"): 9, ("M", "b"): 15})
    hidden = suppressed(table, also={(TOTAL, "a"), (TOTAL, "b"), (TOTAL, "gone")})
    assert {(TOTAL, "a"), (TOTAL, "b")} < hidden


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=1, max_size=5)
    )
)
def test_no_line_gives_back_the_only_number_it_hides(rows: list[list[int]]) -> None:
    table = with_totals({(row, column): n for row, line in enumerate(rows) for column, n in enumerate(line)})
    hidden = suppressed(table)
    assert hidden >= {place for place, n in table.items() if 0 < n < 5}
    for axis in (0, 1):
        for line in {place[axis] for place in table}:
            mine = [place for place in table if place[axis] == line]
            assert sum(place in hidden for place in mine) != 1, (rows, hidden)
