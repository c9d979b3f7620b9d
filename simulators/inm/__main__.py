"""`python -m simulators.inm --port 8092`: see `--help`."""

from __future__ import annotations

from simulators.inm.service import NAME, background, make
from simulators.server import main

if __name__ == "__main__":
    main(NAME, "inm", 8092, make, background)
