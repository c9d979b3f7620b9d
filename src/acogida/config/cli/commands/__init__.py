"""The commands of the house itself; a room's own are in its `commands.py`."""

from __future__ import annotations

from acogida.config.cli.commands import database, running, state
from acogida.hooks.command import Command

COMMANDS: dict[tuple[str, ...], Command] = {
    **running.COMMANDS,
    **database.COMMANDS,
    **state.COMMANDS,
}
