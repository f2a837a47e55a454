"""Runs a program in a pseudo-terminal, types into it and reads its screen."""
