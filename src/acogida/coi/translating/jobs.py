"""Drafting all passages of a document, by the worker. Safe to run twice: what is drafted is left as it is."""

from __future__ import annotations

import uuid
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

AT_ONCE = 40  # passages; after each lot the page shows how far it is
NAME = "coi.translate_version"


@app.task(name=NAME, queue="languages")
def translate_version(version_id: str, user_id: str, target: str) -> None:
    """Draft every passage of the version that has no translation, in the name of whoever asked."""
    from acogida.accounts.models import User
    from acogida.coi.models import DocumentVersion
    from acogida.coi.translating import documents

    version = DocumentVersion.objects.select_related("document", "standing").get(pk=uuid.UUID(version_id))
    user = User.objects.get(pk=user_id)
    while documents.draft_some(user, version, target, AT_ONCE):
        pass


def later(version_id: uuid.UUID, user_id: object, target: str) -> None:
    """In the transaction of who asked. Waiting once is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        lock = f"{NAME} {version_id} {target}"
        translate_version.configure(queueing_lock=lock).defer(
            version_id=str(version_id), user_id=str(user_id), target=target
        )


def under_way(version_id: uuid.UUID) -> bool:
    """Whether the worker has this version before it or in hand."""
    waiting = ProcrastinateJob.objects.filter(task_name=NAME, status__in=["todo", "doing"])
    return bool(waiting.filter(args__version_id=str(version_id)).exists())
