"""What happens: actions, sessions, storage, providers. Does not know that a terminal exists."""
