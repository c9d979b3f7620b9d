"""Passages as texts to be translated (`languages.origins`). A version is its passages in order; each is translated by itself,
so that what is quoted is what was approved."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.coi.access import decides, visible_documents
from acogida.coi.models import Document, Passage
from acogida.languages import origins

ORIGIN = "coi.passage"


def _ids(ids: Iterable[str]) -> list[int]:
    return [int(one) for one in ids if str(one).isdigit()]


def texts(ids: Iterable[str]) -> dict[str, origins.Text]:
    """The passages; the language is the one a person confirmed for the version, else the one detected."""
    rows = Passage.objects.filter(pk__in=_ids(ids)).select_related("version__document", "version__standing")
    return {
        str(row.pk): origins.Text(
            id=str(row.pk),
            text=row.text,
            language=row.version.standing.language or row.version.language_detected,
            label=label(row),
            public=row.version.document.access == Document.Access.PUBLIC,
        )
        for row in rows
    }


def label(passage: Passage) -> str:
    """The document, its edition, which passage it is and where it stands."""
    number = _("passage %(n)s") % {"n": passage.ordinal}
    parts = [str(passage.version.document), passage.version.edition, number, " › ".join(passage.section[-2:])]
    return " · ".join(part for part in parts if part)


def readable(user: User | None, ids: Iterable[str]) -> set[str]:
    """Passages of documents that `user` may read."""
    documents = visible_documents(user)
    return {
        str(pk)
        for pk in Passage.objects.filter(pk__in=_ids(ids), version__document__in=documents).values_list("pk", flat=True)
    }


def may_write(user: User) -> bool:
    """Whoever decides on claims writes nothing that decisions rest on, translations included."""
    return not decides(user)


def url(id: str) -> str:
    """The passage where it stands in its version."""
    return reverse("coi_passage", args=[id])


origins.register(ORIGIN, origins.Origin(texts=texts, readable=readable, may_write=may_write, url=url))
