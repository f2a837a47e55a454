"""Widgets that know nothing of sessions: they take attributes and post messages."""
