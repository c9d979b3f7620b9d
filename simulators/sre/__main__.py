"""`python -m simulators.sre --port 8093`: see `--help`."""

from __future__ import annotations

from simulators.server import main
from simulators.sre.service import NAME, background, make

if __name__ == "__main__":
    main(NAME, "sre", 8093, make, background)
