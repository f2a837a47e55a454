"""The executions of a session as a client sees them, read without their whole requests.

A sweep may put thousands on the queue, each with the page's documents in its request.
"""

import json

from engine.store.database import Database, Row
from schemas.messages.session import ExecutionView

LATEST = 200
"""How many executions of a session a page is told of."""


async def executions_of(
    database: Database, session_id: str, *, latest: int = LATEST, before: str | None = None
) -> list[ExecutionView]:
    """A session's last executions, the oldest of them first, and with them all that are unfinished.

    `before` is the id of an execution: then only those that came before it.
    """
    if before is not None:
        rows = await database.all(_COLUMNS + _BEFORE, (session_id, before, latest))
    else:
        rows = await database.all(_COLUMNS + _LATEST, (session_id, session_id, latest))
    return [_view(row) for row in reversed(rows)]


# One call of json_extract for all: each would read the request anew.
_COLUMNS = """
SELECT id, json_extract(request, '$.action', '$.label', '$.mode', '$.sub_action_id', '$.interaction_id'),
       status, error, started_at, ended_at,
       (SELECT COALESCE(MAX(seq), 0) FROM execution_events WHERE execution_id = executions.id)
FROM executions
"""
_LATEST = """
WHERE session_id = ? AND (ended_at IS NULL OR rowid IN (
    SELECT rowid FROM executions WHERE session_id = ? ORDER BY started_at DESC, rowid DESC LIMIT ?))
ORDER BY started_at DESC, rowid DESC
"""
_BEFORE = """
WHERE session_id = ?
AND (started_at, rowid) < (SELECT started_at, rowid FROM executions AS first WHERE first.id = ?)
ORDER BY started_at DESC, rowid DESC LIMIT ?
"""


def _view(row: Row) -> ExecutionView:
    action, label, mode, sub_action, interaction = json.loads(row[1])
    return ExecutionView(
        id=row[0],
        action=action,
        label=label,
        mode=mode,
        sub_action_id=sub_action or None,
        interaction_id=interaction or None,
        status=row[2],
        error=json.loads(row[3]) if row[3] else None,
        started_at=row[4],
        ended_at=row[5],
        last_seq=row[6],
    )
