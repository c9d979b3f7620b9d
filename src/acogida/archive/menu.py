"""The papers of a case on its page; information for applicants in the menu."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.archive import queries
from acogida.archive.models import Document
from acogida.cases import panels
from acogida.cases.models import Case
from acogida.ui.menu import menu

menu.add(
    "information", _("Information for applicants"), "information_list", "info-circle", action="case.list", order=15
)


def papers_of(request: Any, case: Case) -> dict[str, Any]:
    """The letters of the case, and whether some are still on their way."""
    papers = queries.papers(request.user, case)
    return {"papers": papers, "papers_waiting": any(paper.state == Document.State.MAKING for paper in papers)}


panels.tab("documents", _("Letters"), "archive/_tab.html", papers_of, order=35)
