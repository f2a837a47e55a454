"""`reroll web`: the screen in a browser."""
