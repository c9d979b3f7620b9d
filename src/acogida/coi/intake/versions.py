"""Editions of documents: added, superseded, withdrawn, never changed (docs/adr/0027).

Whatever the way in (page, command, another room's test), a version is made here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.coi import recall
from acogida.coi.access import require_hand
from acogida.coi.intake import countries, likeness
from acogida.coi.intake.passages import Cut, Section, cut
from acogida.coi.library import topics
from acogida.coi.models import Document, DocumentCountry, DocumentVersion, Passage, Standing
from acogida.coi.search import indexing
from acogida.files.models import Blob
from acogida.languages import sentences

AT_ONCE = 2000  # rows in one INSERT
TOPICS = 4  # of a passage


@dataclass(frozen=True)
class Captured:
    """An edition as it was read. `sha256`: of an entry of a file of many; otherwise the file's own. `sections` and
    `pages` as `passages.cut` takes them."""

    snapshot: Blob
    text: str
    language: str
    media_type: str = ""
    sha256: str = ""
    sections: Sequence[Section] = ()
    pages: Sequence[Sequence[int]] = ()
    edition: str = ""
    published_on: dt.date | None = None
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    cutoff: dt.date | None = None
    capture: dict[str, Any] = field(default_factory=dict)
    ocr_engine: str = ""
    ocr_confidence: float | None = None


class Added(NamedTuple):
    """What `add_version` did. `new`: False where the document had this very edition already."""

    version: DocumentVersion
    new: bool


def add_version(by: Any, document: Document, captured: Captured, *, key: uuid.UUID | None = None) -> Added:
    """Add an edition to a document: version, standing and passages; the one before is superseded, and whoever relies on it
    is told. `by`: a request, a user, or None for the command line. What was captured already comes back as it is; `key`
    becomes the id of a new version, so that the same request twice is one.

    An edition published before the one in use is added as superseded by it. Raises PermissionDenied.
    """
    return add_versions(by, [(document, captured)], keys=[key])[0]


@transaction.atomic
def add_versions(
    by: Any, editions: Sequence[tuple[Document, Captured]], *, keys: Sequence[uuid.UUID | None] = ()
) -> list[Added]:
    """The same for many at once, each of another document; in the same order."""
    user = _researcher(by)
    documents = _locked({document.pk for document, _captured in editions})
    known = _known(documents)
    standings = {row.document_id: row for row in _in_use(documents)}
    last = dict(_versions(documents).values_list("document").annotate(Max("sequence")).order_by())
    added: list[Added] = []
    fresh: list[tuple[DocumentVersion, Captured]] = []
    for at, (document, captured) in enumerate(editions):
        sha256 = captured.sha256 or captured.snapshot.sha256
        version = known.get((document.pk, sha256))
        if version is None:
            last[document.pk] = last.get(document.pk, 0) + 1
            version = _version(user, document, captured, sha256, last[document.pk])
            if at < len(keys) and (key := keys[at]):
                version.pk = key
            known[document.pk, sha256] = version
            fresh.append((version, captured))
            added.append(Added(version, True))
        else:
            added.append(Added(version, False))
    if fresh:
        _write(by, fresh, standings)
    return added


@transaction.atomic
def withdraw(by: Any, version: DocumentVersion, reason: str, key: uuid.UUID | None = None) -> Standing:
    """Take a version out of use, with the reason; whoever relies on it is told. Done once. Raises Refused without a reason,
    PermissionDenied."""
    _researcher(by)
    standing = Standing.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if standing.state == Standing.State.WITHDRAWN:
        return standing
    if not reason.strip():
        raise Refused([_("Say why this version is withdrawn: whoever relies on it will read it.")])
    standing.state, standing.since = Standing.State.WITHDRAWN, timezone.now()
    standing.reason = reason.strip()
    standing.save(update_fields=["state", "since", "reason"])
    write(by, "coi.version_withdraw", version, reason=standing.reason, detail={"document": str(version.document_id)})
    recall.changed([version.pk], recall.WITHDRAWN)
    return standing


def _researcher(by: Any) -> User | None:
    """Who does it; None is the command line."""
    user: User | None = getattr(by, "user", by)
    if user is not None:
        require_hand(user, "coi.research")
    return user


def _locked(ids: set[uuid.UUID]) -> list[uuid.UUID]:
    """Nobody else adds to these documents until the transaction ends."""
    rows = Document.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    return list(rows.values_list("pk", flat=True))


def _versions(documents: list[uuid.UUID]) -> Any:
    return DocumentVersion.objects.filter(document__in=documents)


def _known(documents: list[uuid.UUID]) -> dict[tuple[uuid.UUID, str], DocumentVersion]:
    return {(row.document_id, row.sha256): row for row in _versions(documents).defer("text")}


def _in_use(documents: list[uuid.UUID]) -> Any:
    rows = Standing.objects.filter(document__in=documents, state=Standing.State.CURRENT)
    return rows.select_related("version").defer("version__text").select_for_update(of=("self",))


def _version(user: User | None, document: Document, captured: Captured, sha256: str, sequence: int) -> DocumentVersion:
    return DocumentVersion(
        document=document, sequence=sequence, edition=captured.edition, published_on=captured.published_on,
        period_from=captured.period_from, period_to=captured.period_to, cutoff=captured.cutoff,
        captured_at=timezone.now(), captured_by=user, capture=captured.capture,
        media_type=captured.media_type or captured.snapshot.media_type, snapshot=captured.snapshot, sha256=sha256,
        text=captured.text, text_sha256=hashlib.sha256(captured.text.encode()).hexdigest(),
        pages=[list(page) for page in captured.pages], language_detected=captured.language,
        ocr_engine=captured.ocr_engine, ocr_confidence=captured.ocr_confidence,
        signature=likeness.signature(captured.text),
    )  # fmt: skip


def _write(by: Any, fresh: list[tuple[DocumentVersion, Captured]], in_use: dict[uuid.UUID, Standing]) -> None:
    DocumentVersion.objects.bulk_create([version for version, _captured in fresh], batch_size=AT_ONCE)
    superseded, standings = [], []
    for version, captured in fresh:
        before = in_use.get(version.document_id)
        standing = Standing(version=version, document_id=version.document_id, language=captured.language)
        if before is not None and _older(version, before.version):
            standing.state, standing.superseded_by = Standing.State.SUPERSEDED, before.version
        else:
            if before is not None:
                before.state, before.since = Standing.State.SUPERSEDED, timezone.now()
                before.superseded_by = version
                superseded.append(before)
            in_use[version.document_id] = standing
        standings.append(standing)
    Standing.objects.bulk_update(superseded, ["state", "since", "superseded_by"], batch_size=AT_ONCE)
    Standing.objects.bulk_create(standings, batch_size=AT_ONCE)
    Passage.objects.bulk_create(_passages(fresh), batch_size=AT_ONCE)
    for version, _captured in fresh[:1] if len(fresh) == 1 else ():
        write(by, "coi.version_add", version, detail={"document": str(version.document_id), "sha256": version.sha256})
    if len(fresh) > 1:
        write(by, "coi.versions_add", detail={"versions": len(fresh), "superseded": len(superseded)})
    indexing.defer(fresh[0][0].pk)  # one request: the worker takes whatever waits
    if superseded:
        recall.changed([row.pk for row in superseded], recall.SUPERSEDED)


def _older(version: DocumentVersion, than: DocumentVersion) -> bool:
    return bool(version.published_on and than.published_on and version.published_on < than.published_on)


def _passages(fresh: Iterable[tuple[DocumentVersion, Captured]]) -> Iterable[Passage]:
    fresh = list(fresh)
    about = _about({version.document_id for version, _captured in fresh})
    for version, captured in fresh:
        head = heading(about.get(version.document_id, ()), version, captured.language)
        split = partial(sentences.split, language=captured.language or "es")
        pieces = cut(captured.text, captured.sections, captured.pages, Passage.WORDS, split)
        for ordinal, piece in enumerate(pieces, 1):
            yield _passage(version, ordinal, piece, head)


def _passage(version: DocumentVersion, ordinal: int, piece: Cut, head: str) -> Passage:
    text = version.text[piece.start : piece.end]
    section = [part[:200] for part in piece.section]
    return Passage(
        version=version, ordinal=ordinal, section=section, page_from=piece.page_from, page_to=piece.page_to,
        char_from=piece.start, char_to=piece.end, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
        header=" ".join([head, *([f"{section[-1].rstrip('.')}."] if section else [])])[:800],
        topics=topics.suggest(text, TOPICS),
    )  # fmt: skip


def _about(documents: set[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    rows = DocumentCountry.objects.filter(document__in=documents, role=DocumentCountry.Role.MAIN).order_by("country")
    for document, country in rows.values_list("document", "country"):
        found.setdefault(document, []).append(country)
    return found


def heading(about: Sequence[str], version: DocumentVersion, language: str) -> str:
    """What stands before each passage when it is indexed: "Honduras. Human rights (2022)." in the document's language. Of
    a document about many countries the first three are named; a title that begins with its country says it once."""
    places = ", ".join(countries.name(code, language or "es") for code in about[:3])
    title = " ".join(version.document.title.replace("_", " ").split()).rstrip(". ")[:400]  # "Coral_reef": two words
    before, colon, rest = title.partition(": ")
    if colon and rest and countries.alpha2(before) in about:
        title = rest
    year = (
        version.edition if _is_year(version.edition) else str(version.published_on.year) if version.published_on else ""
    )
    named = f"{title} ({year})." if year and year not in title else f"{title}."
    return f"{places}. {named}" if places and title != places else named


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal()
