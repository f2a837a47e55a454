"""Whose code may run: a workflow folder's Python runs only after a person has said so."""
