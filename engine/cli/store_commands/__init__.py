"""What `reroll store` is made of."""
