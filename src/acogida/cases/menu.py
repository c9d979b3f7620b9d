"""Cases in the menu, in the search box, and their own tabs of the case page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from acogida.audit.record import write
from acogida.cases import notice_views, notices, panels, presentation, queries
from acogida.people.countries import country_name
from acogida.ui import search
from acogida.ui.menu import menu

menu.add("home", _("Home"), "home", "home", order=0)
menu.add("notices", _("Notices to hand over"), "notice_list", "mail-forward", action=notices.ACTION, order=15)
menu.add("cases", _("Cases"), "case_list", "folder-open", action="case.list", order=10)
menu.add("rules", _("Rules"), "rules", "book", action="pack.view", order=85)

panels.tab("timeline", _("Timeline"), "cases/_timeline.html", presentation.timeline, order=10)
panels.tab("members", _("Members"), "cases/_members.html", presentation.members, order=20)
panels.tab("notices", _("Notices"), "cases/_notices.html", notice_views.tab, action=notices.ACTION, order=80)


@search.register("cases")
def find_cases(user: Any, text: str, request: Any) -> list[search.Result]:
    """Cases by number or by the name of any member; the terms are audited."""
    if not user.can("case.list"):
        return []
    found = queries.search(user, text)
    write(request, "case.search", detail={"terms": text, "found": len(found)})
    return [
        search.Result(
            title=case.title,
            subtitle=f"{case.number} · {country_name(case.nationality)} · {case.office.name}",
            url=reverse("case_page", args=[case.number]),
            icon="folder",
            kind=_("Case"),
        )
        for case in found
    ]
