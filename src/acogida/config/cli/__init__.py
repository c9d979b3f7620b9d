"""The `acogida` command line.

Each command prints for people; with `--json` standard output is exactly one JSON document and everything else goes to
standard error. The exit code is 0 only when the command did what was asked. Every command starts and migrates the
database it needs by itself.
"""

from __future__ import annotations

from acogida.config.cli.program import main

__all__ = ["main"]
