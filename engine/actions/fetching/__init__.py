"""Requests to servers that a document names, and to nothing else."""
