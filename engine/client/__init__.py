"""The engine as a client sees it: one interface, several ways to reach it."""
