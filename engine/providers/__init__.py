"""Whoever generates: text and media providers behind two small protocols."""
