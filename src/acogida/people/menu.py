"""Persons in the search box."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from acogida.audit.record import write
from acogida.people import one_person, queries
from acogida.people.numbers import rules
from acogida.ui import search
from acogida.ui.menu import menu


@search.register("people")
def find_people(user: Any, text: str, request: Any) -> list[search.Result]:
    """Persons by name in any order, or by CURP; the terms are audited."""
    if not user.can("person.view"):
        return []
    found = one_person.once(queries.search(user, text, limit=8))
    write(request, "person.search", detail={"terms": text, "found": len(found)})
    return [
        search.Result(
            title=person.display_name,
            subtitle=" · ".join(part for part in (str(person.birth_year or ""), person.office.name) if part),
            url=reverse("person_page", args=[person.pk]),
            icon="user",
            kind=_("Person"),
        )
        for person in found
    ]


IDENTITY = _("Identity")  # a section of the menu

menu.add(
    "numbers",
    _("Numbers about to expire"),
    "number_expiring",
    "id",
    action="number.record",
    order=33,
    section=IDENTITY,
    shown=lambda _user: rules.is_curp(),
)
menu.add(
    "number_files", _("Files for RENAPO"), "number_files", "file-export", action="number.batch", order=34,
    section=IDENTITY, shown=lambda _user: rules.is_curp(),
)  # fmt: skip
menu.add(
    "register",
    _("Population register"),
    "population_register",
    "user-search",
    action="number.query",
    order=32,
    section=IDENTITY,
    shown=lambda _user: rules.is_curp(),
)
menu.add(
    "joining", _("Link with RENAPO"), "number_joining", "plug-connected", action="number.joining", order=78,
    section=_("Administration"), shown=lambda _user: rules.is_curp(),
)  # fmt: skip
menu.add(
    "register_runs", _("Comparing the register"), "register_runs", "users", action="duplicates.judge", order=31,
    section=IDENTITY, shown=lambda user: user.offices_for("duplicates.judge") == "all",
)  # fmt: skip
