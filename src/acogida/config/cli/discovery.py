"""The commands there are: ours, and those each room declares in its `commands.py`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent.parent
Name = tuple[str, ...]


def commands() -> dict[Name, Any]:
    """Every command by its words, in alphabetical order. Raises ValueError when two rooms declare the same one."""
    found: dict[Name, Any] = {}
    for place in ("acogida.config.cli", *sorted(f"acogida.{room.parent.name}" for room in PACKAGE.glob("*/commands*"))):
        module = f"{place}.commands"
        if find_spec(module) is None:
            continue
        for name, command in import_module(module).COMMANDS.items():
            if name in found:
                raise ValueError(f"`acogida {' '.join(name)}` is declared twice, the second time by {module}")
            found[name] = command
    return dict(sorted(found.items()))
