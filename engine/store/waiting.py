"""Many executions that wait, cancelled at once."""

import json
from collections.abc import Sequence

from engine.store.database import Transaction
from engine.store.executions import event
from schemas.messages.events import ExecutionEvent


async def cancel_waiting(transaction: Transaction, execution_ids: Sequence[str]) -> list[ExecutionEvent]:
    """Cancel those that still wait; returns their last events, to be published after the commit.

    The others, which have begun or ended, stay as they are.
    """
    rows = await transaction.all(_WAITING, (json.dumps(list(execution_ids)),))
    events = [event(row[0], row[1], "cancelled", {}) for row in rows]
    await transaction.execute_many(
        "UPDATE executions SET status = 'cancelled', ended_at = ? WHERE id = ?",
        [(each.at, each.execution_id) for each in events],
    )
    await transaction.execute_many(
        "INSERT INTO execution_events (execution_id, seq, at, kind, data) VALUES (?, ?, ?, ?, '{}')",
        [(each.execution_id, each.seq, each.at, each.kind) for each in events],
    )
    return events


_WAITING = """
SELECT id, 1 + COALESCE((SELECT MAX(seq) FROM execution_events WHERE execution_id = executions.id), 0)
FROM executions WHERE status = 'queued' AND id IN (SELECT value FROM json_each(?))
"""
