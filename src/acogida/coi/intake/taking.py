"""Taking entries into the library: documents made or found, editions added, a few hundred in one transaction.

What was taken once is found again by its hash, so a run that was killed goes on where it stopped, and nothing is there twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from acogida.coi.intake.deciding import EDITION, NEW, UNCHANGED, Decision, decide
from acogida.coi.intake.proposing import Proposal
from acogida.coi.intake.reading.lists import Entry
from acogida.coi.intake.versions import Added, Captured, add_versions
from acogida.coi.library import watch
from acogida.coi.models import Document, DocumentCountry, Source
from acogida.files.models import Blob

AT_ONCE = 500  # entries in one transaction
LOCK = 0x434F49  # first half of the advisory lock of a source: two intakes do not make a document twice
Tell = Callable[[int, int], None]
Pair = tuple[Entry, Proposal]


@dataclass(frozen=True)
class Setting:
    """What holds for a whole file. `by`: a request, a user or None. `confirmed`: a person looked at what was proposed."""

    by: Any
    source: Source
    snapshot: Blob
    capture: dict[str, Any]
    restricted: bool = False
    confirmed: bool = False
    licence: str = ""


@dataclass(frozen=True)
class Row:
    """What became of one entry. `version`: None where it was there already; `near`: documents with nearly the same text."""

    entry: Entry
    what: str
    document: uuid.UUID
    version: uuid.UUID | None = None
    near: Sequence[tuple[uuid.UUID, float]] = ()


@dataclass
class Taken:
    """What became of all of them."""

    rows: list[Row] = field(default_factory=list)

    @property
    def versions(self) -> list[uuid.UUID]:
        return [row.version for row in self.rows if row.version]

    def count(self, what: str) -> int:
        return sum(row.what == what for row in self.rows)


def source_named(name: str) -> tuple[Source, bool]:
    """The source of that name, whatever its case; one that nobody knew is made, and stands there as not assessed."""
    name = " ".join(name.split())[:200]
    found = Source.objects.filter(name__iexact=name).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            source = Source.objects.create(name=name)
            watch.refresh([source.pk])  # from now on it is looked at in its time
            return source, True
    except IntegrityError:  # somebody else made it meanwhile
        return Source.objects.get(name__iexact=name), False


def take(
    setting: Setting,
    found: Sequence[Pair],
    tell: Tell = lambda done, total: None,
    judged: Callable[[Sequence[Decision]], Sequence[Decision]] = lambda decided: decided,
) -> Taken:
    """Take entries in. `judged` may change what the rule decided: what a person said about one file. Raises PermissionDenied."""
    taken = Taken()
    found = _once_each(found)
    for at in range(0, len(found), AT_ONCE):
        part = found[at : at + AT_ONCE]
        with transaction.atomic():
            _alone(setting.source)
            _take(setting, part, judged(decide(setting.source, part)), taken)
        tell(min(at + AT_ONCE, len(found)), len(found))
    if taken.count(NEW):
        watch.refresh([setting.source.pk])  # its documents may be about countries that are looked at more often
    return taken


def _once_each(found: Sequence[Pair]) -> list[Pair]:
    """An id that stands twice in a file counts once, with what stands last; so does an entry without one that is repeated."""
    kept = {entry.external_id or f"\0{entry.sha256}": (entry, proposal) for entry, proposal in found}
    return list(kept.values())


def _alone(source: Source) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, source.pk.int & 0x7FFFFFFF])


def _take(setting: Setting, part: Sequence[Pair], decided: Sequence[Decision], taken: Taken) -> None:
    documents = _documents(setting, part, decided)
    coming: list[tuple[Pair, Decision]] = []
    for pair, decision in zip(part, decided, strict=True):
        if decision.what == UNCHANGED and decision.document:
            taken.rows.append(Row(pair[0], UNCHANGED, decision.document))
        else:
            coming.append((pair, decision))
    # Two entries may be editions of one document; they are added one after the other.
    while coming:
        now: dict[uuid.UUID, tuple[Pair, Decision]] = {}
        later = []
        for pair, decision in coming:
            document = documents[id(decision)]
            if document.pk in now:
                later.append((pair, decision))
            else:
                now[document.pk] = (pair, decision)
        _add(setting, [(documents[id(decision)], pair, decision) for pair, decision in now.values()], taken)
        coming = later


def _add(setting: Setting, rows: Sequence[tuple[Document, Pair, Decision]], taken: Taken) -> None:
    added = add_versions(setting.by, [(document, _captured(setting, *pair)) for document, pair, _d in rows])
    renewed = []
    for (document, (entry, proposal), decision), one in zip(rows, added, strict=True):
        what = decision.what if one.new else UNCHANGED
        taken.rows.append(Row(entry, what, document.pk, one.version.pk if one.new else None, decision.near))
        if what == EDITION and _is_newest(one):
            renewed.append(_renewed(document, entry, proposal))
    Document.objects.bulk_update(renewed, ["title", "url", "topics", "version"])


def _is_newest(one: Added) -> bool:
    return bool(one.version.standing.state == "current")


def _renewed(document: Document, entry: Entry, proposal: Proposal) -> Document:
    """The newest edition says where the document is; what a person confirmed of it stays."""
    document.url = entry.url or document.url
    if document.confirmed_by_id is None:
        document.title = proposal.title
        document.topics = proposal.topics or document.topics
    document.version += 1
    return document


def _documents(setting: Setting, part: Sequence[Pair], decided: Sequence[Decision]) -> dict[int, Document]:
    """The document of each decision, by the decision's identity; those that are new are made."""
    known = Document.objects.in_bulk([decision.document for decision in decided if decision.document])
    user = getattr(setting.by, "user", setting.by)
    confirmed = {"confirmed_by": user, "confirmed_at": timezone.now()} if setting.confirmed and user else {}
    made: dict[int, Document] = {}
    found: dict[int, Document] = {}
    about: list[DocumentCountry] = []
    fresh: dict[str, Document] = {}
    for (entry, proposal), decision in zip(part, decided, strict=True):
        if decision.document:
            found[id(decision)] = known[decision.document]
            continue
        name = "" if entry.external_id else entry.url
        if name and name in fresh:  # twice the same address in one file: editions of one document
            found[id(decision)] = fresh[name]
            decision.what = EDITION
            continue
        document = Document(
            source=setting.source, external_id=entry.external_id, title=proposal.title[:500], kind=proposal.kind,
            url=entry.url, topics=proposal.topics, licence=setting.licence,
            access=Document.Access.RESTRICTED if setting.restricted else Document.Access.PUBLIC, **confirmed,
        )  # fmt: skip
        made[id(decision)] = found[id(decision)] = document
        if name:
            fresh[name] = document
        roles = {**dict.fromkeys(proposal.mentioned, "mentioned"), **dict.fromkeys(proposal.about, "main")}
        about += [DocumentCountry(document=document, country=code, role=role) for code, role in roles.items()]
    Document.objects.bulk_create(made.values())
    DocumentCountry.objects.bulk_create(about)
    return found


def _captured(setting: Setting, entry: Entry, proposal: Proposal) -> Captured:
    read = entry.read
    period_from, period_to = proposal.period or (None, None)
    capture = {**setting.capture, **({"entry": entry.place} if entry.place else {})}
    if entry.url:
        capture["url"] = entry.url
    if read.notes:
        capture["notes"] = read.notes
    return Captured(
        setting.snapshot, read.text, proposal.language, sha256=entry.sha256, sections=read.sections, pages=read.pages,
        edition=proposal.edition, published_on=proposal.published, period_from=period_from, period_to=period_to,
        capture=capture, ocr_engine=read.ocr_engine, ocr_confidence=read.ocr_confidence,
    )  # fmt: skip


def as_edition_of(document: uuid.UUID) -> Callable[[Sequence[Decision]], Sequence[Decision]]:
    """A person said of which document it is an edition."""
    return lambda decided: [
        each if each.what == UNCHANGED else replace(each, what=EDITION, document=document) for each in decided
    ]


def as_new(decided: Sequence[Decision]) -> Sequence[Decision]:
    """A person said that it is another document."""
    return [each if each.what == UNCHANGED else replace(each, what=NEW, document=None) for each in decided]
