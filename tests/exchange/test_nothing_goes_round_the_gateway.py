"""Reads the code: the network, mail and the wire are used where the gateway stands before them, and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from acogida.config.settings import PACKAGE

# What can carry something out of the house → who may use it. The three of `config` talk to this machine's own server and
# ask RENAPO for nobody ("acogida-doctor").
WAYS_OUT = {
    "urllib.request": {"exchange/wire.py", "config/serve/house.py", "config/doctor.py"},
    "http.client": {"exchange/wire.py", "exchange/public_net.py", "partners/events/addresses.py"},
    "socket": {"config/serve/ports.py", "exchange/public_net.py"},
    "smtplib": set(), "django.core.mail": set(), "requests": set(), "httpx": set(), "aiohttp": set(), "urllib3": set(),
    "ftplib": set(), "poplib": set(), "imaplib": set(), "telnetlib": set(), "xmlrpc": set(), "websockets": set(),
    "paramiko": set(), "asyncio.streams": set(),
}  # fmt: skip
# Functions that are only asked through the one above them.
CALLS = {
    "wire.send": {
        "exchange/delivery.py",
        "languages/engines/service.py",
    },  # the latter after the gateway, see its _send
    "delivery.converse": {"exchange/actions/telling.py"},
    "addresses.post": {"partners/events/carrying.py"},  # by a route of the outbox
    "public_net.get": {"coi/intake/fetching.py"},  # of what is published, by an address without anybody in it
    "public_net.Pinned": {"partners/events/addresses.py"},
    "delivery.visit": {"exchange/inbox.py"},
    "firewall.refusal": {"exchange/gateway.py"},
    "firewall.check": {"exchange/gateway.py", "partners/checking.py"},  # the command judges, and sends nothing
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"import_module", "__import__"}:
                yield str(node.args[0].value)


def test_the_network_is_touched_in_one_place() -> None:
    strays = [
        (where, way)
        for where, tree in modules()
        for way, allowed in WAYS_OUT.items()
        if where not in allowed and any(name == way or name.startswith(f"{way}.") for name in imports(tree))
    ]
    assert strays == []


def test_the_wire_and_the_rules_are_asked_through_the_gateway_only() -> None:
    strays = []
    for where, tree in modules():
        names = set(imports(tree))
        for call, allowed in CALLS.items():
            room, function = call.split(".")
            module = f"acogida.exchange.{room}"
            used = f"{module}.{function}" in names or any(
                isinstance(node, ast.Attribute) and node.attr == function
                and isinstance(node.value, ast.Name) and node.value.id == room
                for node in ast.walk(tree)
            )  # fmt: skip
            own = where == f"exchange/{room}.py"
            if used and not own and where not in allowed:
                strays.append((where, call))
    assert strays == []


def test_the_programs_that_may_talk_are_there() -> None:
    named = {where for allowed in (*WAYS_OUT.values(), *CALLS.values()) for where in allowed}
    assert [where for where in sorted(named) if not Path(PACKAGE, where).is_file()] == []
