"""One file for each older shape of sub-actions and pages, and how it is rewritten (row A12)."""
