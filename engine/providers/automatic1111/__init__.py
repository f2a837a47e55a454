"""AUTOMATIC1111's web UI, Forge, and other servers with its API."""
