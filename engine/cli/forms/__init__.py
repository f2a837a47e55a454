"""What `reroll form` reads and prints."""
