"""A command a room adds to the `acogida` command line, in its `commands.py`.

`COMMANDS = {("audit", "verify"): Command(add_arguments, run, help="…")}`. Pure: imports no Django, so that the
command line can list what there is without loading anything.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any, NamedTuple

Asked = bool | Callable[[Namespace], bool]  # always, never, or by what was given


def asked(answer: Asked, given: Namespace) -> bool:
    """The answer for one call."""
    return answer(given) if callable(answer) else answer


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
