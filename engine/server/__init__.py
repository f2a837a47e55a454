"""The HTTP API: the engine's operations as routes, streams of events, files."""
