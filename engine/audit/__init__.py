"""The audit log (row C9)."""
