"""Writing the audit trail: one INSERT in the caller's transaction, chained later by the sealer."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from acogida.audit.models import Record


def write(
    who: Any, action: str, subject: Any = None, *, reason: str = "", detail: dict[str, Any] | None = None
) -> None:
    """Record that `who` (a request, a user, or None for the system) did `action` on `subject` (a model row or None).

    `detail` is JSON: what was searched, which fields changed. It is kept for ever: put no narrative in it.
    """
    user = getattr(who, "user", who)
    known = user is not None and getattr(user, "is_authenticated", False)
    Record.objects.create(
        at=timezone.now(),
        actor_id=user.pk if known else None,
        actor_name=user.name if known else ("visitor" if user is not None else "system"),
        roles=" ".join(user.role_codes) if known else "",
        office_id=user.office_id if known else None,
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        reason=reason,
        request_id=getattr(who, "id", "") if who is not user else "",
        detail=detail or {},
    )
