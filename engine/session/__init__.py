"""Sessions: an append-only event log, its fold, and the workflow that moves along it."""
