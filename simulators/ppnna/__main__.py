"""`python -m simulators.ppnna --port 8094`: see `--help`."""

from __future__ import annotations

from simulators.ppnna.service import NAME, make
from simulators.server import main

if __name__ == "__main__":
    main(NAME, "ppnna", 8094, make)
