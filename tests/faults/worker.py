"""The worker, for the queue of messages only: letters and certificates have their own tests, and take long."""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app

    from acogida.config.serve.worker import CONCURRENCY, fresh_connections

    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(
            name="faults", queues=["exchange"], concurrency=CONCURRENCY, delete_jobs="successful",
            task_middleware=[fresh_connections],
        )  # fmt: skip


if __name__ == "__main__":
    main()
