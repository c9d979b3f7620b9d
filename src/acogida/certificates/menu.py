"""Certificates on the case page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.cases import panels
from acogida.cases.models import Case
from acogida.certificates import queries
from acogida.certificates.refusals import access as refusals
from acogida.certificates.standing.panel import context_of
from acogida.certificates.standing.queries import members
from acogida.exchange.queries import agency_status
from acogida.people.menu import IDENTITY
from acogida.ui.menu import menu


def papers_of(request: Any, case: Case) -> dict[str, Any]:
    """The papers of everybody in a case, or of the one chosen by `person` in the address; and whether RENAPO answers."""
    persons = members(case)
    chosen = persons[0] if len(persons) == 1 else None
    chosen = next((person for person in persons if str(person.pk) == request.GET.get("person")), chosen)
    return {
        **context_of(request, persons, chosen),
        "notices": queries.notices(request.user, case),
        "renapo": agency_status("renapo"),
    }


panels.tab("papers", _("Documents"), "certificates/_tab.html", papers_of, action="certificate.view", order=30)

menu.add(
    "refusals", _("Refused papers"), "refusal_list", "file-x", action=refusals.RECORD, order=36, section=IDENTITY
)  # fmt: skip
menu.add(
    "refusal_figures", _("Refused papers in figures"), "refusal_figures", "chart-bar", action=refusals.REPORT, order=37,
    section=IDENTITY,
)  # fmt: skip
