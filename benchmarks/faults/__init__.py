"""Faults of a whole system, by hand: `python -m benchmarks.faults.NAME`; docs/faults.md says what was seen."""
