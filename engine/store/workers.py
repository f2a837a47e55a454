"""Which workers there are: programs that run jobs for servers, each under its owner's name."""

import json
import time
from collections.abc import Iterable

from engine.store.database import Database, Row
from schemas.frozen import frozen


@frozen
class WorkerRow:
    """One worker. `queues` are those it serves, all without any; `started_at` is Unix time."""

    owner: str
    name: str
    host: str
    pid: int
    queues: tuple[str, ...]
    at_once: int
    started_at: float


async def add_worker(database: Database, worker: WorkerRow) -> None:
    """Say that it is there; nothing happens if that is known."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "INSERT INTO workers (owner, name, host, pid, queues, at_once, started_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner) DO NOTHING",
            (
                worker.owner,
                worker.name,
                worker.host,
                worker.pid,
                json.dumps(worker.queues),
                worker.at_once,
                time.time(),
            ),
        )


async def remove_workers(database: Database, owners: Iterable[str]) -> None:
    """Forget some."""
    async with database.transaction() as transaction:
        await transaction.execute_many("DELETE FROM workers WHERE owner = ?", [(owner,) for owner in owners])


async def all_workers(database: Database) -> list[WorkerRow]:
    """Those that were added and not removed, the oldest first: some may have been killed."""
    rows = await database.all(
        "SELECT owner, name, host, pid, queues, at_once, started_at FROM workers ORDER BY started_at, owner"
    )
    return [_row(row) for row in rows]


def _row(row: Row) -> WorkerRow:
    owner, name, host, pid, queues, at_once, started_at = row
    return WorkerRow(owner, name, host, pid, tuple(json.loads(queues)), at_once, started_at)
