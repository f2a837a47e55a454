"""Where Reroll keeps things: `$REROLL_HOME`, or the platform's data folder."""

import os
from pathlib import Path

DATABASE = "reroll.db"
"""The store's file in the home folder."""


def home_folder() -> Path:
    """The folder for the database, blobs, models, workflows and `config.toml`; made on first use."""
    chosen = os.environ.get("REROLL_HOME")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed when the variable is set

    return user_data_path("reroll", appauthor=False)
