"""Completes the path of a file while it is typed."""

import asyncio
import os
from itertools import islice
from pathlib import Path

from textual.suggester import Suggester

from tui.in_browser import in_browser

MOST_ENTRIES = 5000
"""Entries of a folder that are looked through: one with a million must not keep a thread busy."""


class PathSuggester(Suggester):
    """Suggests the first entry, by name, that goes on as typed; folders end in `/`.

    `~` is the home folder; hidden entries only after a dot. Names that cannot be typed safely,
    because they hold control characters, are not suggested.
    """

    def __init__(self) -> None:
        # Folders change; and the case of a path matters.
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        # A person at a browser does not look around on this machine.
        return await asyncio.to_thread(completion, value) if value and not in_browser() else None


def completion(typed: str) -> str | None:
    """The longer path that `typed` begins, or None."""
    folder, start = os.path.split(typed)
    try:
        with os.scandir(Path(folder).expanduser() if folder else Path()) as entries:
            found = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in islice(entries, MOST_ENTRIES)
                if entry.name.startswith(start)
                and entry.name.isprintable()
                and entry.name.startswith(".") == start.startswith(".")
            )
    except (OSError, ValueError, RuntimeError):  # RuntimeError: whose home is that?
        return None
    longer = next((name for name in found if name != start), None)
    return None if longer is None else typed[: len(typed) - len(start)] + longer
