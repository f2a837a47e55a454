"""Sweeps as stored. Their cells' executions are found by idempotency key."""

import json
from typing import Any

from engine.store.database import Database, Row, Transaction
from schemas.frozen import frozen


@frozen
class SweepRow:
    """One sweep. `body` holds its axes, and of each cell its place, values, provider and errors."""

    id: str
    session_id: str
    interaction_id: str
    sub_action_id: str
    label: str
    created_at: float
    body: dict[str, Any]


@frozen
class CellRow:
    """The last execution of a cell."""

    number: int
    attempt: int
    execution_id: str
    status: str
    error: dict[str, Any] | None
    results: tuple[str, ...]


def key_of(sweep_id: str, number: int, attempt: int) -> str:
    """The idempotency key of a cell's execution."""
    return f"sweep/{sweep_id}/{number}/{attempt}"


async def add_sweep(transaction: Transaction, row: SweepRow) -> None:
    """Record a new sweep. `AlreadyThere` if the id was used."""
    await transaction.execute(
        "INSERT INTO sweeps (id, session_id, interaction_id, sub_action_id, label, created_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            row.id,
            row.session_id,
            row.interaction_id,
            row.sub_action_id,
            row.label,
            row.created_at,
            json.dumps(row.body),
        ),
    )


async def get_sweep(database: Database, sweep_id: str) -> SweepRow | None:
    """One sweep, or None."""
    row = await database.one(f"{_SWEEPS} WHERE id = ?", (sweep_id,))
    return _row(row) if row else None


async def sweeps_of(database: Database, session_id: str, interaction_id: str) -> list[SweepRow]:
    """The sweeps of a page, the newest first."""
    rows = await database.all(
        f"{_SWEEPS} WHERE session_id = ? AND interaction_id = ? ORDER BY created_at DESC",
        (session_id, interaction_id),
    )
    return [_row(row) for row in rows]


async def cells_of(database: Database, row: SweepRow) -> dict[int, CellRow]:
    """The last execution of every cell that has one, by the cell's number."""
    prefix = f"sweep/{row.id}/"
    made = (row.session_id, prefix, f"sweep/{row.id}0")
    # In this order: what has ended by the first look has all its results at the second.
    cells = await database.all(_CELLS, made)
    results: dict[str, list[str]] = {}
    for execution_id, result_id in await database.all(_RESULTS, (row.session_id, *made)):
        results.setdefault(execution_id, []).append(result_id)
    last: dict[int, CellRow] = {}
    for key, execution_id, status, error in cells:
        number, attempt = map(int, key.removeprefix(prefix).split("/"))
        if number not in last or last[number].attempt < attempt:
            read = json.loads(error) if error else None
            found = tuple(results.get(execution_id, ()))
            last[number] = CellRow(number, attempt, execution_id, status, read, found)
    return last


def _row(row: Row) -> SweepRow:
    sweep_id, session_id, interaction_id, sub_action_id, label, created_at, body = row
    return SweepRow(sweep_id, session_id, interaction_id, sub_action_id, label, created_at, json.loads(body))


_SWEEPS = "SELECT id, session_id, interaction_id, sub_action_id, label, created_at, body FROM sweeps"
# Between two keys instead of LIKE: that uses the index of keys.
_CELLS = """
SELECT idempotency_key, id, status, error FROM executions
WHERE session_id = ? AND idempotency_key >= ? AND idempotency_key < ?
"""
_RESULTS = """
SELECT execution_id, id FROM results WHERE session_id = ? AND execution_id IN (
    SELECT id FROM executions WHERE session_id = ? AND idempotency_key >= ? AND idempotency_key < ?
) ORDER BY created_at, rowid
"""
