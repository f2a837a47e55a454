"""Looks at everything that Reroll stands on here, and says in a line each what to do about it."""
