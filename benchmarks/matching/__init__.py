"""How well persons are found again, and by whom it was measured: `python -m benchmarks.matching`."""
