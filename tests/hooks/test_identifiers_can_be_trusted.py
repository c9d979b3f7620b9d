"""UUIDv7 in order of making; human numbers whose wrong digits show."""

from __future__ import annotations

import pytest

from acogida.hooks.ids import check_character, uuid7


def test_identifiers_are_version_7_distinct_and_in_the_order_they_were_made() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}


@pytest.mark.parametrize("number", ["COM-TAP-2026-00042", "COM-CMX-2019-99999"])
def test_a_wrong_digit_or_two_swapped_neighbours_change_the_check_character(number: str) -> None:
    right = check_character(number)
    for place, digit in enumerate(number):
        if not digit.isdigit():
            continue
        for other in set("0123456789") - {digit}:
            assert check_character(number[:place] + other + number[place + 1 :]) != right
        following = number[place + 1 : place + 2]
        if following.isdigit() and following != digit:
            swapped = number[:place] + following + digit + number[place + 2 :]
            assert check_character(swapped) != right
