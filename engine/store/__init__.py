"""What is remembered: SQLite for events and rows, a content-addressed folder for files."""
