"""Actions that a model asks for inside its reply: found, told apart from text, described to the model."""
