"""Writes records as JSON, JSON lines and CSV, some documents at a time."""
