"""`python -m benchmarks.certificates`: certificates made by the real workers: drawn, sealed, stored, a thousand of them.

Certificates of the demonstration lose their file and are made again by two processes of `acogida.config.serve.worker`, one
a core, from the queue to the stored, sealed PDF. The peer in the same run is the bare pair of libraries below them: typst
compiles the same template with the same data and pyHanko signs it, in as many processes, with no queue, no database, no
QR to draw or token to check, and nothing kept. It is the most these two could do here; what it lacks is our own cost.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import country, measuring
from benchmarks.measuring import Report

PROCESSES = 2
FLOOR = 500.0  # a minute: a thousand in two
LONGEST = 600.0  # seconds to wait for the workers
KIND = "certificate_of_procedure"


def main() -> int:
    options = measuring.arguments(__doc__ or "", cases=1_500, certificates=1_000)
    cases = country.prepare(options.cases)
    from acogida.certificates.models import Certificate

    valid = Certificate.objects.filter(status="valid", kind=KIND).order_by("pk")
    chosen = [str(pk) for pk in valid.values_list("pk", flat=True)[: options.certificates]]
    setting = {"cases": f"{cases:,}", "certificates": f"{len(chosen):,}", "cores": os.cpu_count(),
               "load": f"{os.getloadavg()[0]:.1f}"}  # fmt: skip
    report = Report("Certificates, drawn, sealed and stored", setting)
    given = _steps(report, chosen[:40])
    bare = _bare(given, len(chosen))
    made, free = _workers(chosen)
    report.add("certificates a minute, two workers, as busy as the machine is", made, "/min")
    report.add("the same by the workers' processor time: two cores of their own", free, "/min", floor=FLOOR)
    report.add("bare typst and pyHanko a minute, two processes", bare, "/min")
    report.add("ours against the bare pair", made / bare, "times", floor=0.3)
    return report.finish(options.json)


def _steps(report: Report, some: list[str]) -> dict[str, Any]:
    """Where the time of one certificate goes, in this process; gives what one template was compiled from."""
    from acogida import letters
    from acogida.certificates import actions, printing

    spent: dict[str, list[float]] = defaultdict(list)
    seen: dict[str, Any] = {}

    def watched(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            if name == "draw":
                seen.update(template=given[0], data=given[1])
            started = time.perf_counter()
            try:
                return act(*given, **named)
            finally:
                spent[name].append((time.perf_counter() - started) * 1000)

        return run

    places: list[tuple[str, Any, str]] = [
        ("draw", letters, "render"), ("seal", letters, "seal"), ("store", actions, "put"), ("code", printing.qr, "svg"),
        ("token", printing, "read"),
    ]  # fmt: skip
    with _replaced(places, watched):
        _forget(some)
        actions.make_pdf(some[0])  # fonts, keys, connections
        spent.clear()
        started = time.process_time()
        for pk in some[1:]:
            whole = time.perf_counter()
            actions.make_pdf(pk)
            spent["whole"].append((time.perf_counter() - whole) * 1000)
        processor = (time.process_time() - started) * 1000 / len(some[1:])
    for name, label in (("token", "token checked"), ("code", "QR drawn"), ("draw", "typst: PDF/A-2a and UA-1"),
                        ("seal", "sealed (PAdES)"), ("store", "encrypted and kept"), ("whole", "one certificate")):  # fmt: skip
        report.add(f"{label}, p50", measuring.percentile(spent[name], 0.5), "ms")
    report.add("one certificate, processor time of Python", processor, "ms")
    return seen


@contextmanager
def _replaced(
    places: list[tuple[str, Any, str]], watched: Callable[[str, Callable[..., Any]], Callable[..., Any]]
) -> Iterator[None]:
    kept = [(owner, name, getattr(owner, name)) for _label, owner, name in places]
    for label, owner, name in places:
        setattr(owner, name, watched(label, getattr(owner, name)))
    try:
        yield
    finally:
        for owner, name, act in kept:
            setattr(owner, name, act)


def _forget(chosen: list[str]) -> None:
    """The certificates have no file, as right after they were issued."""
    from acogida.certificates.models import Certificate

    Certificate.objects.filter(pk__in=chosen).update(pdf=None)


def _bare(given: dict[str, Any], times: int) -> float:
    """Documents a minute by typst and pyHanko alone."""
    # Spawned: typst's own threads do not survive a fork.
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=_ready) as pool:
        list(pool.map(_pair, [given] * PROCESSES, [2] * PROCESSES))  # warm
        started = time.perf_counter()
        list(pool.map(_pair, [given] * PROCESSES, [times // PROCESSES] * PROCESSES))
        return times / (time.perf_counter() - started) * 60


def _ready() -> None:
    import django

    django.setup()


def _pair(given: dict[str, Any], times: int) -> None:
    from acogida import letters

    for turn in range(times):
        letters.seal(letters.render(given["template"], given["data"] | {"number": f"BARE-{turn}"}))


def _workers(chosen: list[str]) -> tuple[float, float]:
    """Certificates a minute, from the queue to the file, by as many worker processes as there are cores: by the clock, and
    what their processor time comes to if nobody else used those cores (the database's own is not in it)."""
    from acogida.certificates import jobs
    from acogida.certificates.models import Certificate

    _forget(chosen)
    left = Certificate.objects.filter(pk__in=chosen, pdf=None)
    arguments: list[Any] = [{"certificate_id": pk} for pk in chosen]
    command = [sys.executable, "-m", "acogida.config.serve.worker"]
    workers = [subprocess.Popen(command, cwd=country.ROOT, stderr=subprocess.DEVNULL) for _ in range(PROCESSES)]
    try:
        time.sleep(8)  # they start, and find an empty queue
        before = sum(_processor(worker.pid) for worker in workers)
        jobs.make_pdf.batch_defer(*arguments)
        started = time.perf_counter()
        while waiting := left.count():
            if time.perf_counter() - started > LONGEST:
                raise SystemExit(f"{waiting} certificates were not made in {LONGEST:.0f} s")
            time.sleep(0.2)
        elapsed = time.perf_counter() - started
        spent = sum(_processor(worker.pid) for worker in workers) - before
        return len(chosen) / elapsed * 60, len(chosen) / (spent / PROCESSES) * 60
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(30)


def _processor(pid: int) -> float:
    """Seconds of processor time a process has used."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
