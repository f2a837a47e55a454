"""How fast Reroll is, measured from outside in a pseudo-terminal, as ratios to floors."""
