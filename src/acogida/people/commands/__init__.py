"""`acogida match …`, `acogida curp …`, `acogida import register`: each module beside this one declares its own."""

from __future__ import annotations

from acogida.hooks.command import Command

COMMANDS: dict[tuple[str, ...], Command] = {}
