"""What the list of the queue shows of executions, read without their whole requests."""

import json
from collections.abc import Iterable
from typing import Any

from engine.store.database import Database, Row
from engine.store.visible import visible
from schemas.frozen import frozen
from schemas.messages.session import ExecutionStatus

TYPICAL_OF = 8
"""How many earlier executions say how long one takes."""


@frozen
class QueueRow:
    """One execution with its session's titles and its last progress. Times are Unix seconds.

    `seen`: whoever asks may see the session it runs in.
    """

    id: str
    session_id: str
    session_title: str
    workflow_title: str
    page: str
    label: str
    action: str
    provider: str
    mode: str
    status: ExecutionStatus
    owner: str
    queued_at: float
    begun_at: float | None
    ended_at: float | None
    error: dict[str, Any] | None
    progress: dict[str, Any]
    seen: bool = True


_SELECT = """
SELECT e.id, e.session_id, s.title, s.workflow_title, e.page, json_extract(e.request, '$.label'),
       json_extract(e.request, '$.action'), e.provider, json_extract(e.request, '$.mode'), e.status,
       e.owner, e.started_at, e.begun_at, e.ended_at, e.error,
       (SELECT data FROM execution_events AS v WHERE v.execution_id = e.id AND v.kind = 'progress'
        ORDER BY v.seq DESC LIMIT 1), {}
FROM executions AS e JOIN sessions AS s ON s.id = e.session_id
"""


async def unfinished_rows(database: Database) -> list[QueueRow]:
    """What runs and waits, the oldest first."""
    seen, given = visible("s.id", "s.owner")
    select = _SELECT.format(f"CASE WHEN {seen} THEN 1 ELSE 0 END")
    where = "WHERE e.status IN ('queued', 'running') ORDER BY e.started_at, e.rowid"
    return [_row(row) for row in await database.all(select + where, given)]


async def ended_rows(database: Database, count: int) -> list[QueueRow]:
    """What ended last, of what one may see, the last first."""
    if not count:
        return []
    seen, given = visible("s.id", "s.owner")
    where = f"WHERE e.ended_at IS NOT NULL AND {seen} ORDER BY e.ended_at DESC, e.rowid DESC LIMIT ?"
    return [_row(row) for row in await database.all(_SELECT.format("1") + where, (*given, count))]


async def typical_seconds(
    database: Database, works: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """How long the last ones that completed took, by action and provider: their median."""
    found: dict[tuple[str, str], float] = {}
    for work in set(works):
        rows = await database.all(
            "SELECT ended_at - begun_at FROM executions WHERE action = ? AND provider = ?"
            " AND status = 'completed' AND begun_at IS NOT NULL ORDER BY ended_at DESC LIMIT ?",
            (*work, TYPICAL_OF),
        )
        if seconds := sorted(float(row[0]) for row in rows):
            found[work] = seconds[len(seconds) // 2]
    return found


def _row(row: Row) -> QueueRow:
    *plain, error, progress, seen = row
    return QueueRow(
        *plain,
        error=json.loads(error) if error else None,
        progress=json.loads(progress) if progress else {},
        seen=bool(seen),
    )
