"""What there is to a session beside its page: history, comparing, forks, references, settings."""
