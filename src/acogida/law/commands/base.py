"""What the commands of this room share. Each is a pure function from arguments to a document, a text and an exit code."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any, NamedTuple

from acogida.law.errors import LawError

Result = tuple[dict[str, Any], str, int]
LANGUAGES = ("es", "en")


class Command(NamedTuple):
    """A command of this room, in the form the command line reads (a room on the lowest floor cannot import it)."""

    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Result]
    help: str
    needs_database: bool = False


def refused(error: LawError) -> Result:
    """The answer of a command that could not do what was asked."""
    return {"error": str(error)}, str(error), 1


def language_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--lang", default="es", choices=LANGUAGES, help="language of the texts (default: es)")
