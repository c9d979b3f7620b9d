"""A command a room adds to the `acogida` command line, in its `commands.py`.

`COMMANDS = {("audit", "verify"): Command(add_arguments, run, help="…")}`. Pure: imports no Django, so that the
command line can list what there is without loading anything.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO

Asked = bool | Callable[[Namespace], bool]  # always, never, or by what was given


def asked(answer: Asked, given: Namespace) -> bool:
    """The answer for one call."""
    return answer(given) if callable(answer) else answer


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file to write results to. What stood there stays until all is written, also when the command is stopped.
    Raises OSError at once when nothing can be written there."""
    if path.exists() and not path.is_file():  # a pipe, /dev/null
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    goal = path.resolve()
    fresh = goal.with_name(f".{goal.name}.part")
    try:
        file = fresh.open("w", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from None
    try:
        with file:
            yield file
        fresh.replace(goal)
    finally:
        fresh.unlink(missing_ok=True)


class Command(NamedTuple):
    """One command.

    `add_arguments(parser)` declares its arguments; `run(args)` returns what `--json` prints (one JSON document), what
    people read, and the exit code (0 only when it did what was asked). `needs_database` starts and migrates it first;
    `as_owner` runs it as the schema's owner instead of the application's role.
    """

    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], tuple[dict[str, Any], str, int]]
    help: str = ""
    needs_database: Asked = True
    as_owner: Asked = False
