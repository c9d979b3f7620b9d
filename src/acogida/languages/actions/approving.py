"""Approving what somebody else translated, or sending it back with a remark."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.languages import origins
from acogida.languages.actions.common import locked, user_of
from acogida.languages.memory.keeping import keep
from acogida.languages.memory.tmx import Unit, stamp
from acogida.languages.models import Translation


@transaction.atomic
def approve(by: Any, pk: uuid.UUID) -> Translation:
    """From here on the text can be quoted, and is never changed. Its sentences go into the memory, unless the text is not
    for everybody. Raises Refused for whoever wrote any of it, and when the original is not the one it was made from."""
    user = user_of(by)
    row = locked(pk, user, "language.review")
    if row.state == Translation.State.APPROVED:
        return row
    if row.state != Translation.State.SUBMITTED:
        raise Refused([_("This translation was not submitted for approval.")])
    segments = list(row.segments.all())
    if user.pk in {row.edited_by_id, *(one.edited_by_id for one in segments)}:
        raise Refused([_("You wrote part of this translation: somebody else approves it.")])
    text = origins.of(row.origin).texts([row.origin_id]).get(row.origin_id)
    if text is None or text.sha256 != row.source_sha256:
        raise Refused([_("The original is not the one this was made from.")])
    row.state, row.approved_by, row.approved_at = Translation.State.APPROVED, user, timezone.now()
    row.version += 1
    row.save()
    if text.public:
        properties = {"tu.creationdate": stamp(row.approved_at), "translation": str(row.pk)}
        keep(
            [
                Unit(row.source_language, row.target_language, one.source, one.target, f"{row.pk}/{one.position}", properties)
                for one in segments
            ],
            origin=f"{row.origin} {row.origin_id}", by=user,
        )  # fmt: skip
    write(by, "translation.approve", row)
    return row


@transaction.atomic
def give_back(by: Any, pk: uuid.UUID, remark: str) -> Translation:
    """Send a submitted translation back to be changed. Raises Refused without a remark."""
    user = user_of(by)
    row = locked(pk, user, "language.review")
    if row.state == Translation.State.EDITED and row.remark == remark.strip():
        return row
    if row.state != Translation.State.SUBMITTED:
        raise Refused([_("This translation was not submitted for approval.")])
    if not remark.strip():
        raise Refused([_("Say what is to be changed.")])
    row.state, row.remark, row.version = Translation.State.EDITED, remark.strip()[:2000], row.version + 1
    row.save()
    write(by, "translation.return", row)
    return row
