"""The job worker's process. `python -m acogida.config.serve.worker`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

CONCURRENCY = 4
GRACE = 8  # seconds a running job gets when the worker is told to stop; afterwards it is retried elsewhere


def fresh_connections(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Around each task: a connection broken by a restart of the database is thrown away, as a web request does."""
    from django.db import close_old_connections

    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


def main() -> None:
    """Run jobs until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
    from acogida.config import postgres

    postgres.ensure()
    import django

    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from acogida.audit import sealer

    # Audit records are chained within a second of their writing, beside the jobs and independent of them.
    threading.Thread(target=sealer.run, args=(threading.Event(),), name="sealer", daemon=True).start()
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(
            name="acogida",
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="successful",
            task_middleware=[fresh_connections],
        )


if __name__ == "__main__":
    main()
