"""Pages that a screen keeps to show them before the engine is there: a deleted session's goes with it.

They are made again when they are missing, so that it does no harm if one goes too many.
"""

import contextlib
from pathlib import Path

FOLDER = "pages"
"""Inside the home's cache."""


def page_file(cache: Path, name: str) -> Path:
    """The file of a session's page, by the session's id, or of a workflow's first page, by another name."""
    return cache / FOLDER / f"{name}.json"


def forget_page(cache: Path, session_id: str) -> None:
    """Remove a session's page; one that cannot be removed stays. Blocks."""
    with contextlib.suppress(OSError):
        page_file(cache, session_id).unlink(missing_ok=True)
