"""`acogida serve` and `acogida worker`."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]


def _serve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="the demonstration country, with its users and simulators")
    parser.add_argument("--persons", type=int, help="how many persons the demonstration has (with --demo)")
    parser.add_argument("--host", default=os.environ.get("ACOGIDA_HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(os.environ.get("ACOGIDA_PORT", "8000")), help="port")
    parser.add_argument("--workers", type=int, default=2, help="web processes")


def serve(arguments: Namespace) -> Result:
    """Start database, web server, job worker and (with --demo) simulators, until told to stop."""
    from acogida.config.serve import house

    plan = house.Plan(arguments.host, arguments.port, arguments.workers, arguments.demo, arguments.persons)
    code = house.serve(plan)
    return {"stopped": code == 0}, "", code


def worker(arguments: Namespace) -> Result:
    """Run background jobs until told to stop (its own unit, where `serve` is not used)."""
    from acogida.config import prepare
    from acogida.config.cli.program import say
    from acogida.config.serve.worker import main

    prepare.database(say)
    main()
    return {"stopped": True}, "", 0


COMMANDS: dict[tuple[str, ...], Command] = {
    ("serve",): Command(_serve_arguments, serve, needs_database=False),
    ("worker",): Command(lambda parser: None, worker, needs_database=False),
}
