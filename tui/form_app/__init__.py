"""A form by itself, on the whole screen: what `reroll form` opens."""
