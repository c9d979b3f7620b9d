"""What the library does by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="10 5 * * *")
@app.task(name="coi.watch", queue="coi", queueing_lock="coi.watch")
def watch(timestamp: int) -> None:
    """Every morning: which sources are due. The menu and the list of sources show it."""
    from acogida.coi.library import watch as watching

    watching.refresh()
