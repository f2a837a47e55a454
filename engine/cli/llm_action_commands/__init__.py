"""The parts of `reroll llm-actions`."""
