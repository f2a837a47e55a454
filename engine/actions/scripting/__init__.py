"""Runs a function of a workflow folder in a process of its own."""
