"""Reading the command line, running one command, printing its result."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TextIO
from uuid import UUID

from acogida.config.cli import discovery
from acogida.hooks.command import asked

FAILED, MISUSED, INTERRUPTED = 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["manage"]:
        return _manage(words[1:])
    parser = build_parser()
    try:
        arguments = parser.parse_args(words)
        command = getattr(arguments, "command", None)
        if command is None:
            group = getattr(arguments, "group", parser)
            group.print_help(sys.stderr)
            raise Misused(f"{group.prog}: which command?")
    except Misused as problem:
        if "--json" in words:
            print(json.dumps({"error": problem.sentence}))
        return MISUSED
    with _stdout_for_the_result() as result:
        # Only for a program whose output is the result (psql).
        arguments.result_stdout = None if arguments.json else result
        document, text, code = _run(command, arguments)
        try:
            if arguments.json:
                print(json.dumps(document, ensure_ascii=False, default=_plain), file=result)
            elif text:
                print(text, file=sys.stderr if code else result)
            result.flush()
        except BrokenPipeError:  # `acogida … | head`
            code = code or FAILED
    return code


class Misused(SystemExit):
    """The words make no command; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(MISUSED)
        self.sentence = sentence


class _Parser(argparse.ArgumentParser):
    """Says what is wrong as the standard parser does, and leaves the sentence to whoever asked for a document."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        print(f"{self.prog}: error: {message}", file=sys.stderr)
        raise Misused(f"{self.prog}: {message}")


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command; a command's name may have several words."""
    parser = _Parser(prog="acogida", description="The operating system of an asylum authority.")
    _common(parser, default=False)
    parser.set_defaults(json=False)
    subparsers: dict[tuple[str, ...], Any] = {(): parser.add_subparsers(metavar="command")}
    for name, command in discovery.commands().items():
        for depth in range(1, len(name)):
            group = name[:depth]
            if group not in subparsers:
                node = subparsers[group[:-1]].add_parser(group[-1], help=_group_help(group))
                node.set_defaults(group=node)
                _common(node, default=argparse.SUPPRESS)
                subparsers[group] = node.add_subparsers(metavar="command")
        summary = getattr(command, "help", "") or _first_line(command.run.__doc__)
        leaf = subparsers[name[:-1]].add_parser(name[-1], help=summary, description=summary)
        _common(leaf, default=argparse.SUPPRESS)
        command.add_arguments(leaf)
        leaf.set_defaults(command=command)
    return parser


def _common(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument("--json", action="store_true", default=default, help="print one JSON document and nothing else")


def _group_help(group: tuple[str, ...]) -> str:
    return f"{' '.join(group)} …"


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]


def _run(command: Any, arguments: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """The command's own result, or its refusal said for people."""
    from acogida.config.postgres import PostgresError
    from acogida.config.prepare import NotReady
    from acogida.config.serve.ports import Busy

    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
        if asked(getattr(command, "needs_database", False), arguments):
            _load_django(as_owner=asked(getattr(command, "as_owner", False), arguments))
        document, text, code = command.run(arguments)
        return document, text, int(code)
    except (PostgresError, NotReady, Busy) as problem:
        return {"error": str(problem)}, f"acogida: {problem}", FAILED
    except Exception as problem:
        if (sentence := _sentence(problem)) is None:
            traceback.print_exc()
            sentence = f"this is a fault of Acogida: {type(problem).__name__}: {problem}"
        return {"error": sentence}, f"acogida: {sentence}", FAILED
    except KeyboardInterrupt:
        return {"error": "interrupted"}, "interrupted", INTERRUPTED


def _sentence(problem: Exception) -> str | None:
    """What the person did wrong, from Django's own errors for that; None for any other error."""
    from django.core.exceptions import ObjectDoesNotExist, ValidationError

    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    return str(problem) if isinstance(problem, ObjectDoesNotExist) else None


def _load_django(*, as_owner: bool) -> None:
    """Everything a command that uses models needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
    if as_owner:
        os.environ["ACOGIDA_DB_OWNER"] = "1"
    from acogida.config import prepare

    prepare.database(say)
    prepare.translations(lambda text: None)
    import django

    django.setup()


def say(text: str) -> None:
    """Progress for people, on standard error."""
    print(f"acogida: {text}", file=sys.stderr, flush=True)


@contextmanager
def _stdout_for_the_result() -> Iterator[TextIO]:
    """While a command runs, whatever it or a program it starts prints goes to standard error; the result alone does not."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
        os.dup2(2, 1)
    except OSError:  # closed: nothing to protect
        yield sys.stdout
        return
    # Bytes of an argument that are no UTF-8 are lone surrogates: an escape can say them, also in JSON.
    result = os.fdopen(kept, "w", encoding="utf-8", errors="backslashreplace")
    before, sys.stdout = sys.stdout, sys.stderr
    try:
        yield result
    finally:
        sys.stdout = before
        try:
            result.flush()
            os.dup2(kept, 1)
            result.close()
        except (BrokenPipeError, OSError):
            os.dup2(2, 1)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (UUID, Path)):
        return str(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _manage(words: list[str]) -> int:
    """`acogida manage …`: Django's own commands, as the database's owner."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
    os.environ["ACOGIDA_DB_OWNER"] = "1"
    from django.core.management import execute_from_command_line

    from acogida.config import postgres

    postgres.ensure(say)
    try:
        execute_from_command_line(["acogida manage", *words])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED if end.code else 0
    return 0
