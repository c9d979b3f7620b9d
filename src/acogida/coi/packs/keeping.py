"""What packs keep of versions: told to recall."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator

from django.urls import reverse

from acogida.coi import recall
from acogida.coi.packs.queries import holding


@recall.rests("pack")
def packs_resting(version_ids: Collection[uuid.UUID]) -> Iterator[recall.Resting]:
    """Items of packs in force and of drafts."""
    for item in holding(version_ids):
        owner = item.version.made_by
        yield recall.Resting(
            kind="pack", label=f"{item.version.label} {item.number}", url=reverse("coi_pack_version", args=[item.version_id]),
            open=True, office_id=owner.office_id, owner_id=owner.pk, version_id=item.document_version_id,
            document_id=item.document_version.document_id,
        )  # fmt: skip
