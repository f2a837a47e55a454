"""Batches as clients see them."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from engine.store.batches import LAST, BatchRow, RunRow, newest_progress, runs_of
from engine.store.database import Rows
from schemas.messages.batches import BatchRecord, BatchSummary, BatchView, RecordStatus

_STATUS: Mapping[str, RecordStatus] = {
    "queued": "waiting",
    "running": "running",
    "completed": "success",
    "failed": "error",
    "interrupted": "error",
    "cancelled": "cancelled",
}
STATUSES: Sequence[RecordStatus] = (
    *("waiting", "running", "success", "error", "skipped", "cached", "cancelled"),
)


async def batch_view(rows: Rows, batch: BatchRow) -> BatchView:
    """A batch with its records."""
    runs = await runs_of(rows, batch.id)
    running = [run.execution_id for run in runs.values() if run.status == "running"]
    progress = await newest_progress(rows, running)
    now = time.time()
    records = [
        _record(record_id, title, runs[record_id], progress.get(runs[record_id].execution_id, {}), now)
        for record_id, title in batch.body["records"]
        if record_id in runs
    ]
    return BatchView(
        **_summary(batch, runs),
        settings=batch.body["settings"],
        inputs=batch.body["inputs"],
        records=records,
    )


async def batch_summary(rows: Rows, batch: BatchRow) -> BatchSummary:
    """A batch in short."""
    return BatchSummary(**_summary(batch, await runs_of(rows, batch.id)))


def status_of(run: RunRow) -> RecordStatus:
    """How an attempt stands; its own outcome says more than its execution's status."""
    match run.outcome:
        case "skipped" | "cached":
            return run.outcome
        case _:
            return _STATUS.get(run.status, "error")


def _summary(batch: BatchRow, runs: Mapping[int, RunRow]) -> dict[str, Any]:
    counts: dict[RecordStatus, int] = dict.fromkeys(STATUSES, 0)
    for run in runs.values():
        counts[status_of(run)] += 1
    left = counts["waiting"] + counts["running"]
    return {
        "id": batch.id,
        "session_id": batch.session_id,
        "workflow_id": batch.body["workflow_id"],
        "step_id": batch.step_id,
        "document_id": batch.document_id,
        "label": batch.label,
        "created_at": batch.created_at,
        "counts": counts,
        "done": len(runs) - left,
        "total": len(runs),
        "seconds_left": _seconds_left(runs.values(), left, batch.body["at_once"]),
        "paused": batch.paused_at is not None,
        "cancelled": batch.cancelled_at is not None,
    }


def _seconds_left(runs: Any, left: int, at_once: int) -> float | None:
    """Rounds of so many at once, each as long as the median of the last runs that succeeded."""
    ended = sorted(
        (run.ended_at, run.ended_at - run.begun_at)
        for run in runs
        if run.ended_at is not None and run.begun_at is not None and status_of(run) == "success"
    )
    if not left or not ended:
        return None if left else 0.0
    last = sorted(seconds for _, seconds in ended[-LAST:])
    rounds = -(-left // max(at_once, 1))
    return round(rounds * last[len(last) // 2], 1)


def _record(record_id: int, title: str, run: RunRow, progress: Mapping[str, Any], now: float) -> BatchRecord:
    error = run.error or {}
    until = run.ended_at or (now if run.status == "running" else None)
    fraction = progress.get("fraction")
    return BatchRecord(
        record_id=record_id,
        title=title,
        status=status_of(run),
        message=str(run.message or error.get("message") or progress.get("message") or ""),
        execution_id=run.execution_id,
        attempt=run.attempt,
        fraction=fraction if isinstance(fraction, int | float) else None,
        seconds=round(until - run.begun_at, 3) if run.begun_at is not None and until is not None else None,
    )
