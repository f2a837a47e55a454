"""Reads records from JSON, JSON lines, CSV and SQLite, row by row, in bounded memory."""
