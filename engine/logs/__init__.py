"""What programs without a screen write about themselves: lines of text or JSON, without secrets."""
