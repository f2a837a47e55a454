"""Actions that were made to be asked for in replies: each brings its own definition (row E5)."""
