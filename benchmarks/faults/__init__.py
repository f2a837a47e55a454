"""Faults of a whole system, by hand: `python -m benchmarks.faults.NAME`; see docs/faults.md."""
