"""Documents, their versions and passages as pages show them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from acogida.accounts.models import User
from acogida.coi.access import visible_documents
from acogida.coi.library.queries.sources import assessed
from acogida.coi.models import Document, DocumentVersion, Feedback, Passage, Standing
from acogida.coi.translating.documents import needed
from acogida.coi.translating.origin import ORIGIN
from acogida.languages.models import Translation
from acogida.languages.queries import standing

AT_ONCE = 100  # passages on one page of a text
WHOLE = ("document__source", "document__confirmed_by", "standing__superseded_by",
         "standing__language_confirmed_by", "snapshot", "captured_by")  # fmt: skip


@dataclass(frozen=True)
class Edition:
    """A version in the list of a document. `before`: the one it can be compared with."""

    version: DocumentVersion
    before: DocumentVersion | None
    passages: int


@dataclass(frozen=True)
class Place:
    """A passage as it is read: what changed of its place since the one before."""

    passage: Passage
    headings: Sequence[str]
    page: int | None  # where a new page begins
    spanish: Translation | None  # of a text in another language: what was approved, else the latest draft


@dataclass(frozen=True)
class Reading:
    """One stretch of a version's text. `previous`, `following`: where the stretches beside it begin, None at the ends."""

    places: Sequence[Place]
    total: int
    first: int
    last: int
    previous: int | None
    following: int | None


def readable(user: User) -> QuerySet[DocumentVersion]:
    """Versions of the documents `user` may read, without their whole text."""
    return DocumentVersion.objects.filter(document__in=visible_documents(user)).defer("text", "signature")


def one(user: User) -> QuerySet[DocumentVersion]:
    """The same with all that a version's page says of it."""
    return readable(user).select_related(*WHOLE)


def editions(document: Document) -> list[Edition]:
    """The versions of a document, newest first."""
    rows = DocumentVersion.objects.filter(document=document).defer("text", "signature").select_related(*WHOLE[2:])
    found = list(rows.annotate(count=Count("passages")).order_by("sequence"))
    pairs = zip(found, [None, *found[:-1]], strict=True)
    return [Edition(version, before, version.count) for version, before in pairs][::-1]


def current(document: Document) -> DocumentVersion | None:
    """The version to use; None where all were withdrawn."""
    rows = DocumentVersion.objects.filter(document=document, standing__state=Standing.State.CURRENT)
    return rows.defer("text", "signature").select_related(*WHOLE).first()


def reading(version: DocumentVersion, first: int = 1, size: int = AT_ONCE) -> Reading:
    """The passages of a version from the one numbered `first` on, with the headings and pages where they change."""
    total = Passage.objects.filter(version=version).count()
    first = min(max(1, first), max(1, total))
    rows = Passage.objects.filter(version=version, ordinal__gte=first).order_by("ordinal").defer("header")
    shown = list(rows[:size])
    spanish = standing(ORIGIN, [passage.pk for passage in shown]) if needed(version) else {}
    places: list[Place] = []
    section: Sequence[str] = ()
    page: int | None = None
    for passage in shown:
        same = 0
        while same < min(len(section), len(passage.section)) and section[same] == passage.section[same]:
            same += 1
        new_page = passage.page_from if passage.page_from != page else None
        places.append(Place(passage, passage.section[same:], new_page, spanish.get(passage.pk)))
        section, page = passage.section, passage.page_to or passage.page_from
    last = first + len(places) - 1
    return Reading(
        places, total, first if places else 0, last if places else 0, max(1, first - size) if first > 1 else None,
        last + 1 if last < total else None,
    )  # fmt: skip


def start_of(ordinal: int, size: int = AT_ONCE) -> int:
    """Where the stretch begins in which a passage is read: the same for everybody, so that links stay short."""
    return (ordinal - 1) // size * size + 1


def countries(document: Document) -> dict[str, list[str]]:
    """Codes by role."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in document.countries.order_by("country"):
        found[row.role].append(row.country)
    return dict(found)


def replaced_by(user: User, document: Document) -> Document | None:
    """The document that took its place, where `user` may read it."""
    if document.superseded_by_id is None:
        return None
    return visible_documents(user).filter(pk=document.superseded_by_id).first()


def is_assessed(source_id: uuid.UUID) -> bool:
    """Whether somebody assessed the source."""
    return bool(assessed([source_id]))


def feedback(document: Document) -> dict[str, int]:
    """How many readers said what of a document."""
    rows = Feedback.objects.filter(document=document).values_list("kind").annotate(Count("pk")).order_by()
    return dict(rows)


def not_seen(user: User) -> QuerySet[Feedback]:
    """What readers said and no researcher read yet; what they said of documents hidden from `user` aside."""
    seen = Q(document=None) | Q(document__in=visible_documents(user))
    return (
        Feedback.objects.filter(seen, seen_at=None).select_related("document", "said_by__office").order_by("-said_at")
    )
