"""Benchmarks. Each is a module with ceilings: `python -m benchmarks.cases --help`. The exit code says whether all held."""
