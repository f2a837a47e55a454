"""Sweeps on the screen: setting one up, and its matrix."""
