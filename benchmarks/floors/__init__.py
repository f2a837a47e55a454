"""The least that programs like Reroll can cost: bare Textual apps."""
