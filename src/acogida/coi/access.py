"""Who reads country information, who keeps it, and that the two hands stay apart.

Whoever decides on claims does not write what decisions rest on, and whoever writes it decides nothing (Common EU Guidelines for
processing COI, 2008: production is independent of decision-making). Roles can be changed by an authority, so this is asked at
every act, not only when a role is given (docs/adr/0029).
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from acogida.accounts.access import declare, keep_apart, require
from acogida.accounts.models import User
from acogida.coi.models import Document

declare(
    coi__view="Search and read country information",
    coi__view_restricted="Read country information that is not public",
    coi__ask="Ask the COI unit for research",
    coi__research="Keep the library of country information, answer requests and make packs",
    coi__review="Review and issue what a colleague of the COI unit wrote",
    coi__figures="See what country information is asked for, used and missing",
)

DECIDING = (
    "determination.draft", "determination.review", "determination.sign", "appeal.decide", "status.review", "status.decide",
)  # fmt: skip
WRITING = ("coi.research", "coi.review")

keep_apart(
    "coi", DECIDING, WRITING,
    gettext_lazy("Whoever decides on claims does not write country information: the two are kept apart."),
)  # fmt: skip


def decides(user: User) -> bool:
    """Whether `user` writes, reviews or signs decisions anywhere."""
    return any(user.offices_for(action) for action in DECIDING)


def require_hand(user: User, action: str) -> None:
    """Raise PermissionDenied unless `user` holds `action` (coi.research, coi.review) and decides no claims."""
    require(user, action)


def keeps_library(user: User) -> bool:
    """Whether `user` writes or reviews country information anywhere, and so cites none."""
    return any(user.offices_for(action) for action in WRITING)


def may_research(user: User) -> bool:
    """Whether pages offer `user` what researchers do."""
    return bool(user.can("coi.research")) and not decides(user)


def visible_documents(user: User | None) -> QuerySet[Document]:
    """Documents `user` may read; all for the command line (None)."""
    rows: QuerySet[Document] = Document.objects.all()
    if user is None:
        return rows
    if not user.can("coi.view"):
        return rows.none()
    return rows if user.can("coi.view_restricted") else rows.exclude(access=Document.Access.RESTRICTED)


def in_libraries(user: Any) -> bool:
    """Whether `user` sees country information at all."""
    return bool(user.can("coi.view"))
