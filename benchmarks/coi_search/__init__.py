"""How well and how fast country information is found: `python -m benchmarks.coi_search recall | speed`."""
