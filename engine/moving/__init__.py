"""Moves what a store has to another one; looks whether a store is whole. Works on rows and blobs alone."""
