"""Registration in the menu, on the start page and on the case page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.cases import panels
from acogida.cases.models import Case
from acogida.people.menu import IDENTITY
from acogida.registration import queries
from acogida.registration.access import visible_to
from acogida.registration.views.check import sections
from acogida.ui.menu import menu

SECTION = _("Registration")


def waiting(user: Any) -> int:
    """How many forms wait at the user's offices."""
    return visible_to(user).filter(status="draft").count()


menu.add(
    "intake_new",
    _("New application"),
    "intake_new",
    "user-plus",
    action="registration.intake",
    order=20,
    section=SECTION,
)
menu.add(
    "intake_drafts",
    _("Drafts"),
    "intake_drafts",
    "edit",
    action="registration.intake",
    order=21,
    section=SECTION,
    badge=waiting,
)

menu.add("duplicates", _("Duplicates"), "duplicates", "users", action="duplicates.judge", order=30, section=IDENTITY)
menu.add(
    "import_list",
    _("Old register"),
    "import_list",
    "file-import",
    action="registration.import",
    order=29,
    section=SECTION,
)

panels.starter(
    "intake", _("Register a family"), _("Take down a new claim, one household at a time."), "intake_new", "user-plus",
    action="registration.intake", order=10,
)  # fmt: skip
panels.claim_action("present", "intake_take_down", _("Take down the application"), gathers=True)
panels.claim_action("admit", "registration_admission", _("Admission"))
panels.claim_action("prevent", "registration_admission", _("Ask to complete"))
panels.claim_action("answer_prevention", "registration_admission", _("Record the answer"))


def registered(request: Any, case: Case) -> dict[str, Any]:
    """The data set as it was presented. Restricted needs and sensitive answers only for who may see them."""
    draft = queries.intake_of(case)
    if draft is None:
        return {"intake": None, "sections": [], "imported": queries.imported(case)}
    sheet = queries.sheet(draft)
    hidden = frozenset[str]()
    if not request.user.can("need.view_restricted", case.office_id):
        hidden = frozenset(field.code for field in sheet.form.fields() if field.sensitive)
    return {"intake": draft, "sections": sections(draft, sheet, hidden=hidden), "hidden": bool(hidden)}


panels.tab("registration", _("Registration"), "registration/_tab.html", registered, order=30)
