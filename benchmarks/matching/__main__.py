"""`python -m benchmarks.matching search …`: each module beside this one with a `main()` is a benchmark."""

from __future__ import annotations

import importlib
import sys

if len(sys.argv) < 2 or not sys.argv[1].isidentifier():
    raise SystemExit(__doc__)
name = sys.argv.pop(1)
sys.exit(importlib.import_module(f"benchmarks.matching.{name}").main())
