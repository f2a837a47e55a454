"""Workflows without a screen: what `reroll run` is made of."""
