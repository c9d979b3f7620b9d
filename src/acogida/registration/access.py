"""Who may take down a claim, and see the drafts of it."""

from __future__ import annotations

from django.db.models import QuerySet

from acogida.accounts.access import declare, in_offices
from acogida.accounts.models import User
from acogida.cases.access import unsealed
from acogida.cases.models import Case
from acogida.registration.models import IntakeDraft, RegisterImport

declare(
    registration__intake="Register applicants and present their claim",
    registration__import="Bring an old register in",
)


def visible_to(user: User) -> QuerySet[IntakeDraft]:
    """The intake forms of the offices where `user` registers people: a colleague may go on where another stopped.
    What became a sealed case is not among them."""
    drafts = in_offices(IntakeDraft.objects.all(), user.offices_for("registration.intake"))
    sealed = Case.objects.filter(sealed=True)
    return drafts.exclude(case__in=sealed.exclude(pk__in=unsealed(sealed, user, "").values("pk")).values("pk"))


def imports_visible_to(user: User) -> QuerySet[RegisterImport]:
    """The files that `user` brings in herself; all of them for who may bring in cases everywhere."""
    held = user.offices_for("registration.import")
    everything = RegisterImport.objects.all()
    if held == "all":
        return everything
    return everything.filter(created_by=user) if held else everything.none()
