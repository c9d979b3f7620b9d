"""`acogida demo …`"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from acogida.hooks.command import Command

Result = tuple[dict[str, Any], str, int]


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--persons", type=int, default=2000, help="about how many persons (1.6 per case)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same country on the same day")
    parser.add_argument(
        "--jurisdiction", help="an installed pack, such as canada (default: this house's own; see: acogida pack list)"
    )
    parser.add_argument(
        "--if-empty", action="store_true", help="do nothing, successfully, when there are cases already"
    )


def load(arguments: argparse.Namespace) -> Result:
    """Fill an empty register with an invented country."""
    from acogida.cases.models import Case
    from acogida.demo import users
    from acogida.demo.load import NotLoaded
    from acogida.demo.load import load as load_country

    if arguments.if_empty and Case.objects.exists():
        users.ensure()
        return {"loaded": False, "reason": "not empty"}, "the register holds cases already: nothing loaded", 0
    try:
        done = load_country(arguments.persons, arguments.seed, _progress(), jurisdiction=arguments.jurisdiction)
    except NotLoaded as problem:
        return {"error": str(problem)}, f"acogida: {problem}", 1
    people = (
        f"{done['persons']} invented persons in {done['cases']} cases, {done['events']} events, {done['seconds']} s"
    )
    who = ", ".join(user.username for user in users.USERS)
    return {"loaded": True, **done}, f"{people}\nsign in as: {who}\npassword:   {users.PASSWORD}", 0


def _progress() -> Any:
    """A bar on a terminal; a line every tenth elsewhere."""
    last = -1

    def show(what: str, done: int, total: int) -> None:
        nonlocal last
        tenth = 10 * done // max(total, 1)
        if sys.stderr.isatty():
            filled = 30 * done // max(total, 1)
            end = "\n" if done == total else ""
            print(
                f"\r{what} [{'█' * filled}{'·' * (30 - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True
            )
        elif tenth != last:
            print(f"{what}: {done}/{total}", file=sys.stderr, flush=True)
        last = tenth

    return show


COMMANDS = {("demo", "load"): Command(_arguments, load, as_owner=True)}
