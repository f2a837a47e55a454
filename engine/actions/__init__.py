"""Actions: the registry, the one pipeline, and the built-in actions."""
