"""Who may do what on a server: tokens, roles, whose a session is and with whom it is shared."""
