"""`python -m simulators.renapo --port 8091`: see `--help`."""

from __future__ import annotations

from simulators.renapo.service import NAME, background, make
from simulators.server import main

if __name__ == "__main__":
    main(NAME, "renapo", 8091, make, background)
