"""What the database says of a session while no engine is open: whether it is as it was.

The standard library is enough for that, and it takes a millisecond. What cannot be read is not there.
"""

import contextlib
import sqlite3
from pathlib import Path

from engine.home import DATABASE
from schemas.frozen import frozen

_SECONDS = 0.05
"""How long to wait for another program: whoever asks can do without the answer."""


@frozen
class AtRest:
    """`used_at` says when the session was last changed, `typed_at` when a form of it was; Unix seconds."""

    session_id: str
    used_at: float
    typed_at: float


def session_at_rest(home: Path, session_id: str) -> AtRest | None:
    """The session of that id, if it is one's own."""
    return _read(home, _SESSION, session_id)


def last_unfinished_at_rest(home: Path, workflow_id: str) -> AtRest | None:
    """The workflow's session that was used last, of those that are not completed."""
    return _read(home, _UNFINISHED, workflow_id)


def _read(home: Path, query: str, named: str) -> AtRest | None:
    path = home / DATABASE
    if not path.is_file():
        return None
    with contextlib.suppress(sqlite3.Error):
        connection = sqlite3.connect(path, timeout=_SECONDS)
        try:
            row = connection.execute(query, (named,)).fetchone()
        finally:
            connection.close()
        return AtRest(*row) if row else None
    return None


_SESSION = """
SELECT id, updated_at, COALESCE((SELECT max(at) FROM drafts WHERE session_id = sessions.id), 0)
FROM sessions WHERE id = ? AND owner = ''
"""
_UNFINISHED = """
SELECT id, updated_at, COALESCE((SELECT max(at) FROM drafts WHERE session_id = sessions.id), 0)
FROM sessions WHERE workflow_id = ? AND status <> 'completed' AND owner = ''
ORDER BY updated_at DESC, id DESC LIMIT 1
"""
