"""Facts of one gathering share what they read; nothing outlives the gathering."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from acogida.hooks.registry import facts, gather, gathering, once


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Two facts that need the same rows; the list holds each reading of them."""
    readings: list[str] = []

    def read(case: str) -> list[str]:
        readings.append(case)
        return [case]

    def rows(case: str) -> list[str]:
        return once(("rows", case), lambda: read(case))

    monkeypatch.setitem(facts._functions, "first_of_rows", lambda case, claim: rows(case)[0])
    monkeypatch.setitem(facts._functions, "rows_there", lambda case, claim: bool(rows(case)))
    yield readings


def test_two_facts_of_one_gathering_read_once(counted: list[str]) -> None:
    assert gather(["first_of_rows", "rows_there"], "a", None) == {"first_of_rows": "a", "rows_there": True}
    assert counted == ["a"]


def test_the_next_gathering_reads_again(counted: list[str]) -> None:
    gather(["rows_there"], "a", None)
    gather(["rows_there"], "a", None)
    assert counted == ["a", "a"]


def test_a_page_gathers_for_all_claims_of_a_case_together_and_keeps_cases_apart(counted: list[str]) -> None:
    with gathering():
        for claim in ("one", "two"):
            gather(["first_of_rows"], "a", claim)
        gather(["first_of_rows"], "b", None)
    assert counted == ["a", "b"]
    gather(["rows_there"], "a", None)
    assert counted == ["a", "b", "a"]


def test_a_reading_that_fails_is_not_remembered() -> None:
    def broken() -> int:
        raise LookupError

    with gathering():
        with pytest.raises(LookupError):
            once("rows", broken)
        assert once("rows", lambda: 2) == 2
