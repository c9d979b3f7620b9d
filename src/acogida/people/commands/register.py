"""`acogida match register`: compare the whole register with itself now; what is found goes to the duplicates desk."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]


def compare(arguments: Namespace) -> Result:
    """Compare the whole register with itself, or go on with a run that was killed."""
    from acogida.people.register_runs import running

    started = time.perf_counter()
    run, new = running.start(None)
    if not new:
        _say("a run is under way already: going on with it, if nobody else works on it")
    worked = running.work(run.pk, _say)
    if worked is None:
        sentence = "another process works on a run; its progress is on the page “Comparing the register”"
        return {"error": sentence, "run": str(run.pk)}, f"acogida: {sentence}", 1
    document = {
        "run": str(worked.pk),
        "state": worked.state,
        "persons": worked.persons + worked.sealed_persons,
        "pairs": worked.found + worked.sealed_found,
        "new": worked.new + worked.sealed_new,
        "threshold": worked.threshold,
        "weights": worked.weights,
        "seconds": round(time.perf_counter() - started, 3),
    }
    text = (
        f"{document['pairs']:,} pairs among {document['persons']:,} persons, {document['new']:,} of them new at the desk,"
        f" in {document['seconds']:.1f} s"
    )
    return document, text, 0 if worked.state == "done" else 1


def _say(text: str) -> None:
    print(f"acogida: {text}", file=sys.stderr, flush=True)


def _no_arguments(parser: ArgumentParser) -> None:
    return None


COMMANDS = {("match", "register"): Command(_no_arguments, compare)}
