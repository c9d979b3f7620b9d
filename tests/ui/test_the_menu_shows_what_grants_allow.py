"""The side menu follows the grants of the person and the page she is on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acogida.ui.menu import Menu


def user(*actions: str) -> Any:
    return SimpleNamespace(is_authenticated=True, can=lambda action, office=None: action in actions)


@pytest.fixture
def menu() -> Menu:
    made = Menu()
    made.add("guide", "Guide", "style_guide", "book", action="guide.see", order=20)
    made.add("search", "Search", "global_search", "search", order=10, badge=lambda user: 7)
    made.add("gone", "Gone", "no_such_page", "x", order=5)
    return made


def test_entries_without_the_grant_are_left_out(menu: Menu) -> None:
    assert [entry.code for entry in menu.entries(user())] == ["search"]
    assert [entry.code for entry in menu.entries(user("guide.see"))] == ["search", "guide"]


def test_a_visitor_has_no_menu(menu: Menu) -> None:
    assert menu.entries(SimpleNamespace(is_authenticated=False)) == []


def test_only_the_nearest_entry_is_marked_as_current(menu: Menu) -> None:
    menu.add("home", "Home", "set_theme", "home", order=0)
    active = [entry.code for entry in menu.entries(user("guide.see"), "/_ui/part") if entry.active]
    assert active == ["guide"]


def test_badges_are_asked_of_the_person(menu: Menu) -> None:
    assert menu.entries(user())[0].badge == 7


def test_an_entry_added_again_replaces_the_first(menu: Menu) -> None:
    menu.add("search", "Find", "global_search", "search")
    assert [entry.label for entry in menu.entries(user())] == ["Find"]


def test_a_section_stays_in_one_piece() -> None:
    menu = Menu()
    for code, order, section in (("a", 30, "One"), ("b", 31, "Two"), ("c", 32, "One"), ("d", 99, None)):
        menu.add(code, code, "home", "home", order=order, section=section)
    assert [entry.code for entry in menu.entries(user())] == ["d", "a", "c", "b"]
