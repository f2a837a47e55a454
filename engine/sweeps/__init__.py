"""Sweeps: one action over every combination of some values."""
