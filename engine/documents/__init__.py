"""Loads documents: every problem at once, references confined to the folder."""
