"""From what a schema says about a value to the field that edits it."""
