"""Certificates on the case page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.cases import panels
from acogida.cases.models import Case
from acogida.certificates import queries
from acogida.certificates.refusals import access as refusals
from acogida.exchange.queries import agency_status
from acogida.people.menu import IDENTITY
from acogida.ui.menu import menu


def certificates_of(request: Any, case: Case) -> dict[str, Any]:
    """Certificates and notices of a case, and whether RENAPO answers."""
    return {
        "certificates": queries.history(request.user, case),
        "notices": queries.notices(request.user, case),
        "may_issue": request.user.can("certificate.issue", case.office_id),
        "renapo": agency_status("renapo"),
    }


panels.tab(
    "certificates", _("Certificates"), "certificates/_tab.html", certificates_of, action="certificate.view", order=30
)

menu.add(
    "refusals", _("Refused papers"), "refusal_list", "file-x", action=refusals.RECORD, order=36, section=IDENTITY
)  # fmt: skip
menu.add(
    "refusal_figures", _("Refused papers in figures"), "refusal_figures", "chart-bar", action=refusals.REPORT, order=37,
    section=IDENTITY,
)  # fmt: skip
