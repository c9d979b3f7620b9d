"""The table of steps: every state is there, can be reached, and has a way out or is an end."""

from __future__ import annotations

from acogida.coi.models import CoiRequest
from acogida.coi.requests.states import ANSWERED, CLOSED, DRAFTABLE, OPEN, STEPS, WAY, WRITABLE, By, may, place

STATES = set(CoiRequest.State.values)
ENDS = {"duplicate", "answered", "cancelled"}


def test_steps_lead_between_states_that_there_are() -> None:
    for step in STEPS.values():
        assert set(step.from_) <= STATES and step.to in STATES | {""}, step
    assert set(OPEN) | set(CLOSED) | {"draft"} == STATES and not set(OPEN) & set(CLOSED)
    assert {*ANSWERED, *DRAFTABLE, *WRITABLE, *WAY} <= STATES


def test_every_state_is_reached_from_a_draft_and_only_ends_have_no_way_on() -> None:
    reached, new = set(), {"draft"}
    while new:
        reached |= new
        new = {step.to for step in STEPS.values() if step.to and reached & set(step.from_)} - reached
    assert reached == STATES
    assert {state for state in STATES if not any(may(name, state) for name in STEPS)} == ENDS


def test_nothing_is_issued_that_was_not_approved_nor_published_that_was_not_issued() -> None:
    into = {state: {origin for step in STEPS.values() if step.to == state for origin in step.from_} for state in STATES}
    assert into["approved"] == {"review"} and into["review"] == {"drafting", "returned"}
    assert {origin for origin in into["issued"] if STEPS["issue"].to == "issued"} == {"approved", "issued", "published"}
    assert STEPS["issue"].from_ == ("approved",) and STEPS["publish"].from_ == ("issued", "published")
    assert {name for name, step in STEPS.items() if step.by is By.REVIEWER} == {
        "return",
        "approve",
        "issue",
        "publish",
        "narrow",
    }


def test_the_bar_of_a_page_goes_forward_with_the_way() -> None:
    places = [
        place(state) for state in ("submitted", "triaged", "assigned", "drafting", "review", "approved", "issued")
    ]
    assert places == sorted(places) and place("duplicate") == place("cancelled") == -1
