"""Who may read the papers of a case."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from acogida.accounts.access import in_offices
from acogida.accounts.models import User
from acogida.archive.models import Document
from acogida.cases.access import unsealed

CONTENT = "determination.view"  # declared by the room of the content


def visible_to(user: User) -> QuerySet[Document]:
    """Papers of the cases `user` may open; those that tell of the claim only where she may read its content."""
    papers = unsealed(in_offices(Document.objects.all(), user.offices_for("case.view"), "case__office"), user)
    readable = user.offices_for(CONTENT)
    if readable == "all":
        return papers
    return papers.filter(Q(restricted=False) | Q(case__office__in=list(readable)))
