"""The text model that comes with Reroll: tiny, local, for trying things out."""
