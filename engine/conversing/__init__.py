"""Conversations whose model asks for actions inside its replies: what is decided, run, recorded and shown."""
