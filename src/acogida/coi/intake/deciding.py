"""Whether what came is a new document, a new edition of one, or there already. The rule decides; a person confirms."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from acogida.coi.intake import likeness
from acogida.coi.intake.proposing import Proposal
from acogida.coi.intake.reading.lists import Entry
from acogida.coi.models import Document, DocumentVersion, Source

NEW, EDITION, UNCHANGED = "new", "edition", "unchanged"
MOST_NEAR = 5


@dataclass
class Decision:
    """`document`: of which it is an edition, or which has it already. `near`: documents with nearly the same text, likest
    first, for a person to judge."""

    what: str
    document: uuid.UUID | None = None
    near: list[tuple[uuid.UUID, float]] = field(default_factory=list)


def decide(source: Source, found: Sequence[tuple[Entry, Proposal]]) -> list[Decision]:
    """For each entry, in order. The rule: what has an external id is known by it and by nothing else; what has none, by its
    bytes, then its address, then (a file of its own, since entries of a list share titles) its title, each within its
    source."""
    ids = {entry.external_id for entry, _proposal in found if entry.external_id}
    plain = [(entry, proposal) for entry, proposal in found if not entry.external_id]
    documents = Document.objects.filter(source=source)
    by_id = dict(documents.filter(external_id__in=ids).values_list("external_id", "pk"))
    there = set(
        DocumentVersion.objects.filter(
            document__source=source, sha256__in={entry.sha256 for entry, _proposal in found}
        ).values_list("document", "sha256")
    )
    by_hash = {sha256: document for document, sha256 in there}
    urls, titles = (
        {entry.url for entry, _p in plain if entry.url},
        {proposal.title for entry, proposal in plain if not entry.place},
    )
    by_url = dict(documents.filter(url__in=urls, external_id="").order_by("-created_at").values_list("url", "pk"))
    titled = documents.filter(title__in=titles, external_id="").order_by("-created_at")
    by_title = dict(titled.values_list("title", "pk"))
    decided = []
    for entry, proposal in found:
        if entry.external_id:
            document = by_id.get(entry.external_id)
            same = document is not None and (document, entry.sha256) in there
        else:
            document = by_hash.get(entry.sha256)
            same = document is not None
            document = document or by_url.get(entry.url) or (None if entry.place else by_title.get(proposal.title))
        what = UNCHANGED if same else EDITION if document else NEW
        decided.append(Decision(what, document))
    _near(found, decided)
    return decided


def _near(found: Sequence[tuple[Entry, Proposal]], decided: Sequence[Decision]) -> None:
    """Looks for nearly the same text among all sources, for what would be a new document."""
    asked: dict[int, frozenset[int]] = {}
    by_band: dict[int, set[int]] = defaultdict(set)
    for at, decision in enumerate(decided):
        if decision.what == NEW:
            asked[at] = likeness.runs(found[at][0].read.text)
            for band in likeness.signature_of(asked[at]):
                by_band[band].add(at)
    if not by_band:
        return
    rows = DocumentVersion.objects.filter(signature__overlap=list(by_band), standing__state="current")
    for known, text, signature in rows.values_list("document", "text", "signature").iterator(chunk_size=200):
        theirs = likeness.runs(text)
        for at in set().union(*(by_band.get(band, ()) for band in signature)):
            if (share := likeness.alike(asked[at], theirs)) >= likeness.NEAR:
                decided[at].near.append((known, round(share, 3)))
    for decision in decided:
        decision.near = sorted(decision.near, key=lambda pair: -pair[1])[:MOST_NEAR]
