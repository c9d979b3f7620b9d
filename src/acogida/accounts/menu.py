"""Administration in the menu."""

from django.utils.translation import gettext_lazy as _

from acogida.ui.menu import menu

menu.add("staff", _("Staff"), "staff_list", "users-group", action="staff.manage", order=80, section=_("Administration"))
menu.add(
    "closures", _("Closures and rules"), "closure_list", "calendar-off", action="closure.manage", order=75,
    section=_("Administration"),
)  # fmt: skip
menu.add("audit", _("Audit trail"), "audit_page", "history", action="audit.view", order=90, section=_("Administration"))
