"""Tells many cases, on one core or several. Imports Django late: a fresh worker reads this module before it is set up."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from acogida.demo import copytext
from acogida.demo.plan import PlannedCase
from acogida.demo.setting import Setting

CHUNK = 250  # cases told and copied at a time
Chapter = tuple[dict[str, tuple[bytes, int]], int]


def chapter(setting: Setting, cases: Sequence[PlannedCase]) -> Chapter:
    """The rows of some cases as blocks of COPY text with their number of lines, and how many cases they are."""
    from acogida.demo import chronicle

    rows: chronicle.Rows = {table: [] for table in copytext.COLUMNS}
    for planned in cases:
        chronicle.tell(planned, setting, rows)
    return {table: ("".join(lines).encode(), len(lines)) for table, lines in rows.items()}, len(cases)


def chapters(planned: Sequence[PlannedCase], setting: Setting, *, alone: bool) -> Iterator[Chapter]:
    """All cases in order, told here (`alone`) or by a worker on every core."""
    parts = [planned[start : start + CHUNK] for start in range(0, len(planned), CHUNK)]
    if alone:
        for part in parts:
            yield chapter(setting, part)
        return
    workers = os.cpu_count() or 1  # telling costs more than copying
    # Fresh interpreters: a forked child would share this process's database connection.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=set_up) as pool:
        ahead: deque[Future[Chapter]] = deque()
        for part in parts:
            ahead.append(pool.submit(chapter, setting, part))
            if len(ahead) > 2 * workers + 1:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def set_up() -> None:
    import django

    django.setup()
