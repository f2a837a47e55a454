"""What documents and messages look like. Imports nothing of ours."""

import os

# Pydantic looks through every installed distribution for plugins before the first model is
# made: 25 ms of each start. Ours needs none; who sets the variable keeps their choice.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
