"""Attempts at records: an execution, its job and its row in the batch, always all three."""

import secrets
from collections.abc import Sequence
from typing import Any

from engine.batches.subject import LANDING, Subject
from engine.queue.job_queue import JobQueue
from engine.store.batches import BatchRow, RunRow, add_runs
from engine.store.database import Transaction
from engine.store.executions import ExecutionRequest, Executions


class Attempts:
    """Puts attempts on the queue, in the caller's transaction."""

    def __init__(self, executions: Executions, queue: JobQueue, owner: str) -> None:
        self._executions = executions
        self._queue = queue
        self._owner = owner

    async def add(
        self, transaction: Transaction, batch: BatchRow, subjects: Sequence[Subject], *, repeats: str = ""
    ) -> None:
        """Begin these as soon as their lane has room, and the batch is not paused.

        `repeats` is the execution that was cut off, see `ExecutionRequest`.
        """
        base: dict[str, Any] = batch.body["request"]
        ids = [secrets.token_hex(8) for _ in subjects]
        for execution_id, subject in zip(ids, subjects, strict=True):
            request = ExecutionRequest(
                **base,
                label=batch.label,
                mode="async",
                session_id=batch.session_id,
                step_id=batch.step_id,
                landing=LANDING,
                subject=subject.as_json(),
                repeats=repeats,
            )
            shown = {"provider": batch.body["provider"], "page": batch.body["page"]}
            await self._executions.add(transaction, execution_id, subject.key, request, self._owner, **shown)
            await self._queue.put(transaction, execution_id, batch.body["lane"], background=True)
        runs = zip(subjects, ids, strict=True)
        await add_runs(
            transaction,
            batch.id,
            [RunRow(subject.record_id, subject.attempt, execution_id) for subject, execution_id in runs],
        )
        if batch.paused_at is not None:
            await self._queue.hold(transaction, ids)
        transaction.after_commit(self._queue.wake)
