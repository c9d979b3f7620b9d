"""How far a form is, for the list at the side of every page."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from acogida.registration.answers import Page, Sheet, full_name
from acogida.registration.models import IntakeDraft


@dataclass
class Item:
    """A line of the list. `state`: done · current · missing · todo."""

    label: str
    url: str
    state: str
    missing: int = 0
    persons: list[Item] = field(default_factory=list)


def address(draft: IntakeDraft, page: Page) -> str:
    """Where a page of the form lives."""
    if page.person:
        return reverse("intake_person_step", args=[draft.pk, page.step.code, page.person])
    return reverse("intake_step", args=[draft.pk, page.step.code])


def person_label(sheet: Sheet, key: str) -> str:
    """The person's name, or her place in the household while it is not written."""
    name = full_name(sheet.member(key)["answers"])
    if name:
        return name
    place = next((i for i, person in enumerate(sheet.members, 1) if person["key"] == key), 0)
    return _("Person %(place)s") % {"place": place}


def items(draft: IntakeDraft, sheet: Sheet, current: Page | None) -> list[Item]:
    """The steps with their pages; `current` is None on the page that checks the answers."""
    at = sheet.pages.index(current) if current in sheet.pages else len(sheet.pages)
    found: list[Item] = []
    for step in sheet.form.steps:
        pages = [page for page in sheet.pages if page.step.code == step.code]
        lines = [_line(draft, sheet, page, at, current) for page in pages]
        if step.repeat_for != "person" or not lines:
            found += lines
            continue
        states = [line.state for line in lines]
        whole = Item(
            sheet.context.text(step.label), lines[0].url, _together(states), sum(line.missing for line in lines)
        )
        whole.persons = lines
        found.append(whole)
    check = Item(_("Check the answers"), reverse("intake_check", args=[draft.pk]), "todo" if current else "current")
    return [*found, check]


def _line(draft: IntakeDraft, sheet: Sheet, page: Page, at: int, current: Page | None) -> Item:
    problems = sheet.problems_of(page)
    begun = sheet.pages.index(page) < at or sheet.is_begun(page)
    if page == current:
        state = "current"
    elif not problems:
        state = "done" if begun else "todo"
    else:
        state = "missing" if begun else "todo"
    label = person_label(sheet, page.person) if page.person else sheet.context.text(page.step.label)
    return Item(label, address(draft, page), state, len(problems) if begun else 0)


def _together(states: list[str]) -> str:
    for state in ("current", "missing", "todo"):
        if state in states:
            return state
    return "done"
