"""Executions that were begun and are to be begun again by another program, under the same id."""

from engine.store.database import Rows, Transaction


async def queue_again(transaction: Transaction, execution_id: str, owner: str) -> bool:
    """Let an execution that `owner` runs wait again; False if it does not run there, or is to be cancelled.

    Whoever calls this records an event with it: what the old owner would write next has that event's
    number, and is refused.
    """
    changed = await transaction.execute(
        "UPDATE executions SET status = 'queued', begun_at = NULL"
        " WHERE id = ? AND owner = ? AND status = 'running' AND cancel_asked = 0",
        (execution_id, owner),
    )
    return changed == 1


async def times_begun(rows: Rows, execution_id: str) -> int:
    """How often it was begun."""
    row = await rows.one(
        "SELECT count(*) FROM execution_events WHERE execution_id = ? AND kind = 'started'", (execution_id,)
    )
    return int(row[0]) if row else 0


async def has_results(rows: Rows, execution_id: str) -> bool:
    """Whether something that it made is kept already."""
    row = await rows.one(
        "SELECT 1 FROM execution_events WHERE execution_id = ? AND kind = 'result' LIMIT 1", (execution_id,)
    )
    return row is not None


async def provider_of(rows: Rows, execution_id: str) -> str:
    """The provider that it names, "" for the default."""
    row = await rows.one("SELECT provider FROM executions WHERE id = ?", (execution_id,))
    return str(row[0]) if row else ""
