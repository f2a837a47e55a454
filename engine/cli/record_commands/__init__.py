"""The parts of `reroll records`."""
