"""Editing: sentence by sentence, each saved over the words that were read; submitted when a person answers for all."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acogida.audit.record import write
from acogida.cases.errors import Conflict, Refused
from acogida.languages import reviewing
from acogida.languages.actions.common import allowed, locked, still_open, user_of
from acogida.languages.models import Segment, Translation

LONGEST = 10_000  # characters of a sentence


@transaction.atomic
def save_segment(
    by: Any, pk: uuid.UUID, position: int, text: str, *, base: str, confirmed: bool | None = None
) -> tuple[Translation, Segment]:
    """Put `text` into a sentence. `base`: what stood there when it was read; `confirmed`: whether a person answers for it
    now (None: as before, and not any more where the words change).

    Raises Conflict when somebody else wrote there meanwhile, and then saves nothing; Refused. Sent twice it is done once.
    """
    user = user_of(by)
    row = locked(pk, user, "language.translate")
    still_open(row)
    segment = row.segments.select_for_update(of=("self",)).select_related("edited_by").get(position=position)
    text = " ".join(text.split())[:LONGEST]
    if segment.target not in (text, " ".join(base.split())):
        name = segment.edited_by.name if segment.edited_by else ""
        raise Conflict(_("%(name)s changed this sentence while you were writing.") % {"name": name}, segment.target)
    changed = segment.target != text
    sure = confirmed if confirmed is not None else segment.confirmed and not changed
    sure = sure and bool(text)
    if not changed and sure == segment.confirmed:
        return row, segment
    if changed:
        segment.target, segment.by = text, Segment.By.PERSON
        segment.unknown = []
    segment.confirmed, segment.edited_by = sure, user
    segment.save()
    _touched(row, user)
    return row, segment


@transaction.atomic
def accept_warning(by: Any, pk: uuid.UUID, position: int, key: str, reason: str) -> Segment:
    """Say why a sentence is right although a check warns; an empty reason takes it back."""
    user = user_of(by)
    row = locked(pk, user, "language.translate")
    still_open(row)
    segment = row.segments.select_for_update().get(position=position)
    reason = " ".join(reason.split())[:300]
    standing = {warning.key for warning in reviewing.warnings_of(row, [segment])[segment.position]}
    kept = {name: why for name, why in segment.accepted.items() if name in standing}
    if reason:
        if key not in standing:
            raise Refused([_("This warning is gone: the sentence has changed.")])
        kept[key] = reason
    else:
        kept.pop(key, None)
    if kept != segment.accepted:
        segment.accepted = kept
        segment.save(update_fields=["accepted"])
        _touched(row, user)
    return segment


def _touched(row: Translation, user: Any) -> None:
    row.state, row.edited_by, row.edited_at = Translation.State.EDITED, user, timezone.now()
    row.version += 1
    row.save(update_fields=["state", "edited_by", "edited_at", "version"])


@transaction.atomic
def submit(by: Any, pk: uuid.UUID) -> Translation:
    """Hand a translation to somebody else for approval. Raises Refused while a sentence is not confirmed or a warning is
    neither put right nor accepted."""
    user = user_of(by)
    row = locked(pk, user, "language.translate")
    if row.state == Translation.State.SUBMITTED:
        return row
    still_open(row)
    segments = list(row.segments.all())
    reasons = []
    if waiting := sum(not one.confirmed for one in segments):
        reasons.append(
            ngettext("%(n)s sentence is not confirmed.", "%(n)s sentences are not confirmed.", waiting) % {"n": waiting}
        )
    if open_ones := sum(map(len, reviewing.open_warnings(row, segments).values())):
        reasons.append(
            ngettext(
                "%(n)s warning is neither put right nor accepted.",
                "%(n)s warnings are neither put right nor accepted.",
                open_ones,
            )
            % {"n": open_ones}
        )
    if reasons or not segments:
        raise Refused(reasons or [_("There is nothing to submit.")])
    row.state, row.submitted_at, row.remark = Translation.State.SUBMITTED, timezone.now(), ""
    row.edited_by = row.edited_by or user
    row.version += 1
    row.save()
    write(by, "translation.submit", row)
    return row


@transaction.atomic
def better(by: Any, pk: uuid.UUID) -> Translation:
    """Begin the next translation of a text whose translation is approved, with the approved words in it."""
    user = user_of(by)
    row = locked(pk, user, "language.translate")
    later = Translation.objects.filter(
        origin=row.origin, origin_id=row.origin_id, target_language=row.target_language, sequence__gt=row.sequence
    ).order_by("-sequence")
    if newest := later.first():
        return newest
    if row.state != Translation.State.APPROVED:
        raise Refused([_("This translation is not approved yet: change it as it is.")])
    allowed(user, "language.translate", row.origin, [row.origin_id])
    made = Translation.objects.create(
        origin=row.origin, origin_id=row.origin_id, source_language=row.source_language, sequence=row.sequence + 1,
        target_language=row.target_language, source_sha256=row.source_sha256, engine=row.engine, made_by=user,
        state=Translation.State.EDITED,
    )  # fmt: skip
    Segment.objects.bulk_create(
        Segment(
            translation=made, position=one.position, source=one.source, target=one.target, gap=one.gap, by=one.by,
            accepted=one.accepted,
        )
        for one in row.segments.all()
    )  # fmt: skip
    write(by, "translation.better", made, detail={"after": str(row.pk)})
    return made
