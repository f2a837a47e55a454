"""Batches as stored: one row for each, and one for each attempt at a record."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from engine.caller import user
from engine.store.database import Row, Rows, Transaction
from engine.store.visible import visible
from schemas.frozen import frozen

LAST = 20
"""How many of the last runs say how long one takes."""


@frozen
class BatchRow:
    """One batch. Times are Unix seconds.

    `body` holds `workflow_id`, `records` (each `[id, title]`, in order), `request` (what every run
    is begun with), `inputs` and `settings` of this run, `outputs`, `lane`, `limit` and `cache`.
    """

    id: str
    session_id: str
    step_id: str
    document_id: int
    key: str
    label: str
    body: dict[str, Any]
    paused_at: float | None
    cancelled_at: float | None
    created_at: float


@frozen
class RunRow:
    """The newest attempt at a record. `status` is its execution's, "" without one."""

    record_id: int
    attempt: int
    execution_id: str
    outcome: str = ""
    message: str = ""
    status: str = ""
    error: dict[str, Any] | None = None
    queued_at: float | None = None
    begun_at: float | None = None
    ended_at: float | None = None


@frozen
class RunFacts:
    """What an execution made: who answered, when it ended (Unix seconds), the urls of its pictures."""

    model: str = ""
    ended_at: float | None = None
    pictures: tuple[str, ...] = ()


def key_of(batch_id: str, record_id: int, attempt: int) -> str:
    """The idempotency key of an attempt's execution."""
    return f"batch/{batch_id}/{record_id}/{attempt}"


async def add_batch(transaction: Transaction, row: BatchRow) -> None:
    """Record a new batch. `AlreadyThere` if the session used the key."""
    await transaction.execute(
        "INSERT INTO batches (id, session_id, step_id, document_id, idempotency_key, label, body, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.id,
            row.session_id,
            row.step_id,
            row.document_id,
            row.key,
            row.label,
            json.dumps(row.body, ensure_ascii=False),
            row.created_at,
        ),
    )


async def add_runs(transaction: Transaction, batch_id: str, runs: Iterable[RunRow]) -> None:
    """Record attempts; their places are those of the attempts."""
    await transaction.execute_many(
        "INSERT INTO batch_runs (batch_id, record_id, attempt, place, execution_id, outcome, message)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (batch_id, run.record_id, run.attempt, place, run.execution_id, run.outcome, run.message)
            for place, run in enumerate(runs)
        ],
    )


async def set_outcome(transaction: Transaction, execution_id: str, outcome: str, message: str) -> None:
    """Say of an attempt what its execution's status does not."""
    await transaction.execute(
        "UPDATE batch_runs SET outcome = ?, message = ? WHERE execution_id = ?",
        (outcome, message, execution_id),
    )


async def get_batch(rows: Rows, batch_id: str) -> BatchRow | None:
    """One batch, or None."""
    row = await rows.one(f"{_BATCHES} WHERE id = ?", (batch_id,))
    return _batch(row) if row else None


async def batch_by_key(rows: Rows, session_id: str, key: str) -> BatchRow | None:
    """The batch that an idempotency key made, or None."""
    row = await rows.one(f"{_BATCHES} WHERE session_id = ? AND idempotency_key = ?", (session_id, key))
    return _batch(row) if row else None


async def list_batches(
    rows: Rows, *, session_id: str | None, step_id: str | None, document_id: int | None, limit: int
) -> list[BatchRow]:
    """Batches that one may see, the newest first; None is any."""
    where, given = visible("session_id")
    asked = {"session_id": session_id, "step_id": step_id, "document_id": document_id}
    chosen = {f"{name} = ?": value for name, value in asked.items() if value is not None}
    found = await rows.all(
        f"{_BATCHES} WHERE {' AND '.join((where, *chosen))} ORDER BY created_at DESC, rowid DESC LIMIT ?",
        (*given, *chosen.values(), limit),
    )
    return [_batch(row) for row in found]


async def session_for(rows: Rows, content_hash: str, document_id: int) -> str | None:
    """The session of a workflow, as it is now, in which one's own last batch over a document ran."""
    row = await rows.one(
        "SELECT batch.session_id FROM batches AS batch"
        " JOIN sessions AS session ON session.id = batch.session_id"
        " WHERE session.content_hash = ? AND batch.document_id = ? AND session.owner = ?"
        " ORDER BY batch.created_at DESC LIMIT 1",
        (content_hash, document_id, user()),
    )
    return str(row[0]) if row else None


async def runs_of(rows: Rows, batch_id: str) -> dict[int, RunRow]:
    """The newest attempt at each record of a batch."""
    found = await rows.all(_RUNS, (batch_id,))
    return {row[0]: _run(row) for row in found}


async def run_of(rows: Rows, execution_id: str) -> tuple[str, RunRow] | None:
    """The batch and the attempt that an execution belongs to."""
    row = await rows.one(_RUN, (execution_id,))
    return (str(row[-1]), _run(row[:-1])) if row else None


async def last_statuses(rows: Rows, workflow_id: str, step_id: str, document_id: int) -> dict[int, str]:
    """How the last attempt of a step at each record of a document ended, in whatever batch: its status."""
    found = await rows.all(_LAST_OF_STEP, (workflow_id, step_id, document_id))
    return {row[0]: row[1] for row in found}


async def newest_progress(rows: Rows, execution_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The last progress event of each execution that has one."""
    found = await rows.all(_PROGRESS, (json.dumps(list(execution_ids)),))
    return {row[0]: json.loads(row[1]) for row in found}


async def run_facts(rows: Rows, session_id: str, execution_ids: Sequence[str]) -> dict[str, RunFacts]:
    """What each of these executions of a session made."""
    asked = (json.dumps(list(execution_ids)), session_id)
    facts: dict[str, RunFacts] = {}
    for execution_id, ended_at, kind, url, model in await rows.all(_FACTS, asked):
        known = facts.get(execution_id, RunFacts("", ended_at))
        pictures = (*known.pictures, url) if kind == "image" and url else known.pictures
        facts[execution_id] = RunFacts(model or known.model, ended_at, pictures)
    return facts


async def set_paused(transaction: Transaction, batch_id: str, at: float | None) -> None:
    """Note since when a batch is paused; None when it goes on."""
    await transaction.execute("UPDATE batches SET paused_at = ? WHERE id = ?", (at, batch_id))


async def set_cancelled(transaction: Transaction, batch_id: str, at: float | None) -> None:
    """Note when a batch was cancelled; None when it goes on after all."""
    await transaction.execute("UPDATE batches SET cancelled_at = ? WHERE id = ?", (at, batch_id))


async def cached_outputs(rows: Rows, key: str) -> tuple[str, dict[str, Any]] | None:
    """The execution that answered the same before, and what it gave."""
    row = await rows.one("SELECT execution_id, outputs FROM run_cache WHERE key = ?", (key,))
    return (row[0], json.loads(row[1])) if row else None


async def keep_outputs(
    transaction: Transaction, key: str, execution_id: str, outputs: Any, at: float
) -> None:
    """Remember what a run gave for when the same is asked again."""
    await transaction.execute(
        _KEEP,
        (key, execution_id, json.dumps(outputs, ensure_ascii=False), at),
    )


def _batch(row: Row) -> BatchRow:
    identity, session_id, step_id, document_id, key, label, body, *times = row
    return BatchRow(identity, session_id, step_id, document_id, key, label, json.loads(body), *times)


def _run(row: Row) -> RunRow:
    record_id, attempt, execution_id, outcome, message, status, error, *times = row
    read = json.loads(error) if error else None
    return RunRow(record_id, attempt, execution_id, outcome, message, status or "", read, *times)


_KEEP = """
INSERT INTO run_cache (key, execution_id, outputs, at) VALUES (?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE
SET execution_id = excluded.execution_id, outputs = excluded.outputs, at = excluded.at
"""
_BATCHES = """
SELECT id, session_id, step_id, document_id, idempotency_key, label, body, paused_at, cancelled_at, created_at
FROM batches
"""
_RUN_COLUMNS = """
SELECT run.record_id, run.attempt, run.execution_id, run.outcome, run.message,
       execution.status, execution.error, execution.started_at, execution.begun_at, execution.ended_at
"""
# The attempts in order: of each record the last one read counts.
_RUNS = f"""{_RUN_COLUMNS}
FROM batch_runs AS run LEFT JOIN executions AS execution ON execution.id = run.execution_id
WHERE run.batch_id = ? ORDER BY run.attempt
"""
_RUN = f"""{_RUN_COLUMNS}, run.batch_id
FROM batch_runs AS run LEFT JOIN executions AS execution ON execution.id = run.execution_id
WHERE run.execution_id = ?
"""
_LAST_OF_STEP = """
SELECT run.record_id, CASE WHEN run.outcome <> '' THEN run.outcome ELSE execution.status END
FROM batches AS batch JOIN batch_runs AS run ON run.batch_id = batch.id
LEFT JOIN executions AS execution ON execution.id = run.execution_id
WHERE json_extract(batch.body, '$.workflow_id') = ? AND batch.step_id = ? AND batch.document_id = ?
ORDER BY batch.created_at, batch.rowid, run.attempt
"""
_FACTS = """
SELECT execution.id, execution.ended_at, result.kind, json_extract(result.value, '$.url'),
       COALESCE(NULLIF(json_extract(result.provenance, '$.model'), ''),
                json_extract(result.provenance, '$.provider'))
FROM json_each(?) AS wanted JOIN executions AS execution ON execution.id = wanted.value
LEFT JOIN (SELECT execution_id, kind, value, provenance FROM results WHERE session_id = ?) AS result
ON result.execution_id = execution.id
"""
_PROGRESS = """
SELECT event.execution_id, event.data FROM json_each(?) AS wanted
JOIN execution_events AS event ON event.execution_id = wanted.value AND event.seq = (
    SELECT MAX(seq) FROM execution_events WHERE execution_id = wanted.value AND kind = 'progress')
"""
