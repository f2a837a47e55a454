"""A conversation whose model asks for actions, on the screen: messages, action cards, states, context."""
