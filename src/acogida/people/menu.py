"""Persons in the search box."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from acogida.audit.record import write
from acogida.people import queries
from acogida.ui import search


@search.register("people")
def find_people(user: Any, text: str, request: Any) -> list[search.Result]:
    """Persons by name in any order, or by CURP; the terms are audited."""
    if not user.can("person.view"):
        return []
    found = queries.search(user, text, limit=8)
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
