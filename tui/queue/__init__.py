"""The queue on the screen: what runs and waits in all sessions, and what becomes of it on leaving."""
