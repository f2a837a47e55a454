"""Recorded replies in place of a model, for tests and demonstrations."""
