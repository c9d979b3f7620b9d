"""Beginning translations: one after another if the text has an approved one, otherwise the one that is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from acogida.audit.record import write
from acogida.languages import drafting, origins, queries
from acogida.languages.actions.common import allowed, user_of
from acogida.languages.models import Segment, Translation

TARGET = "es"


def draft(by: Any, origin: str, ids: Iterable[Any], target: str = TARGET) -> tuple[dict[str, Translation], str]:
    """A translation of each text that has none yet (texts already in `target` are left out); those that exist are returned
    as they are. Also why the machine drafted nothing for some, in words, or "".

    Doing it twice changes nothing. Raises Translation.DoesNotExist for a text `by` may not read, PermissionDenied, Refused.
    """
    user, wanted = user_of(by), [str(one) for one in ids]
    allowed(user, "language.translate", origin, wanted)
    there = queries.latest(origin, wanted, target)
    texts = origins.of(origin).texts([one for one in wanted if one not in there])
    missing = ""
    by_language: dict[str, list[origins.Text]] = {}
    for text in texts.values():
        if text.language.split("-")[0] != target.split("-")[0] and text.text.strip():
            by_language.setdefault(text.language, []).append(text)
    for language, some in by_language.items():
        made = drafting.draft([text.text for text in some], language, target)
        for text, drafted in zip(some, made, strict=True):
            missing = missing or drafted.missing
            row = _keep(user, origin, text, target, drafted)
            there[text.id] = row
    return there, missing


def _keep(user: Any, origin: str, text: origins.Text, target: str, drafted: drafting.Drafted) -> Translation:
    try:
        with transaction.atomic():
            row = Translation.objects.create(
                origin=origin, origin_id=text.id, source_language=text.language, target_language=target,
                source_sha256=text.sha256, engine=drafted.engine, made_by=user,
            )  # fmt: skip
            for segment in drafted.segments:
                segment.translation = row
            Segment.objects.bulk_create(drafted.segments)
            write(user, "translation.draft", row, detail={"origin": origin, "text": text.id, "engine": drafted.engine})
            return row
    except IntegrityError:  # a colleague, or the worker, began it in the same moment
        return queries.latest(origin, [text.id], target)[text.id]
