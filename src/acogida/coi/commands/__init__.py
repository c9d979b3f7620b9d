"""`acogida coi …`: each module beside this one declares its own COMMANDS."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from acogida.hooks.command import Command

COMMANDS: dict[tuple[str, ...], Command] = {}
for _module in iter_modules(__path__):
    COMMANDS |= getattr(import_module(f"{__name__}.{_module.name}"), "COMMANDS", {})
