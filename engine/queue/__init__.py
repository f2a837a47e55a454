"""Asynchronous work: one small queue interface; nothing above it knows who runs the jobs."""
