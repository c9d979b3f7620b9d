"""Health pages for load balancers and watchdogs: alive (this process answers) and ready (it can do its work)."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from acogida.config import migrations_state

FREE_BYTES = 500 * 1024 * 1024
QUEUE_SECONDS = 600  # a job that waits longer means that no worker runs

_fingerprint: str | None = None


def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when everything needed is there, 503 otherwise; what is wrong by name, nothing about anybody."""
    checks = state()
    good = all(check["ok"] for check in checks.values() if check.get("needed", True))
    return JsonResponse({"ready": good, "checks": checks}, status=200 if good else 503)


live.public = ready.public = True  # type: ignore[attr-defined]


def state() -> dict[str, dict[str, Any]]:
    """Each check's result. A late queue or a full disk is said, but only what stops every page makes `ready` fail."""
    global _fingerprint
    checks: dict[str, dict[str, Any]] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT obj_description(to_regclass('public.django_migrations'), 'pg_class')")
            recorded = cursor.fetchone()[0]
            cursor.execute(
                "SELECT coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, "
                "(SELECT min(at) FROM procrastinate_events e WHERE e.job_id = j.id)))), 0) "
                "FROM procrastinate_jobs j WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()"
            )
            waiting = float(cursor.fetchone()[0])
    except DatabaseError:
        return {"database": {"ok": False}}
    if _fingerprint is None:
        _fingerprint = migrations_state.fingerprint()
    free = shutil.disk_usage(settings.HOME).free
    checks["database"] = {"ok": True}
    checks["migrations"] = {"ok": recorded == _fingerprint}
    checks["queue"] = {"ok": waiting < QUEUE_SECONDS, "oldest_seconds": round(waiting), "needed": False}
    checks["disk"] = {"ok": free > FREE_BYTES, "free_megabytes": free // 2**20, "needed": False}
    return checks
