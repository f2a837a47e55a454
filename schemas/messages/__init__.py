"""Requests, replies and events: what travels between a client and the engine."""
