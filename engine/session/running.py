"""Runs sub-actions: now or on the queue, cancelled, retried, and found again after a crash."""

import asyncio
import secrets
import sqlite3
from collections.abc import Mapping
from typing import Any

from engine.actions.action import ActionError
from engine.actions.inputs import config_of
from engine.actions.pipeline import Pipeline
from engine.actions.registry import Registry
from engine.queue.job_queue import JobQueue
from engine.session.errors import SessionError
from engine.session.interactions import Interactions
from engine.session.landing import sub_action_of, values_committed
from engine.session.log import SessionLog
from engine.session.state import Interaction, SessionEvent, SessionState
from engine.store.database import Database, Transaction
from engine.store.executions import ExecutionRequest, ExecutionRow, Executions
from engine.store.owner import Owner
from schemas.documents.sub_action import SubAction


class Running:
    """Services of executions. Raises `SessionError`."""

    def __init__(
        self,
        *,
        log: SessionLog,
        interactions: Interactions,
        registry: Registry,
        database: Database,
        executions: Executions,
        pipeline: Pipeline,
        queue: JobQueue,
        owner: Owner,
    ) -> None:
        self._log = log
        self._interactions = interactions
        self._registry = registry
        self._database = database
        self._executions = executions
        self._pipeline = pipeline
        self._queue = queue
        self._owner = owner
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self, *, run_jobs: bool = True) -> None:
        """Say which executions a program that died left unfinished, then run what waits."""
        for row in await self._executions.unfinished():
            if self._owner.alive(row.owner):
                continue
            waiting = await self._database.one("SELECT owner FROM jobs WHERE id = ?", (row.id,))
            if row.status == "queued" and waiting is not None:
                async with self._database.transaction() as transaction:
                    await transaction.execute("UPDATE jobs SET owner = '' WHERE id = ?", (row.id,))
            else:
                await self._pipeline.interrupt(row.id)
                async with self._database.transaction() as transaction:
                    await transaction.execute("DELETE FROM jobs WHERE id = ?", (row.id,))
        if run_jobs:
            await self._queue.start(self._run_job)

    async def close(self) -> None:
        """Stop: what runs is recorded as interrupted, what waits stays on the queue."""
        await self._queue.close()
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def run_sub_action(
        self,
        session_id: str,
        interaction_id: str,
        sub_action_id: str,
        *,
        values: Mapping[str, Any],
        feedback: str,
        params: Mapping[str, Any],
        idempotency_key: str,
    ) -> ExecutionRow:
        """Begin a sub-action with the form's values; the same key twice is one execution."""
        _, interaction = await self._interactions.find(session_id, interaction_id)
        if interaction.completed:
            raise SessionError("conflict", "This page was completed; its actions are over.")
        request = self._request(session_id, interaction, sub_action_id, values, feedback, params)
        return await self._begin(request, idempotency_key, dict(values))

    async def retry(self, execution_id: str, idempotency_key: str) -> ExecutionRow:
        """Run again what ended without success, with the values it had."""
        row = await self.get(execution_id)
        if row.status not in ("failed", "cancelled", "interrupted"):
            raise SessionError("conflict", f"{row.request.label} did not fail; there is nothing to retry.")
        if not row.request.interaction_id:
            raise SessionError("bad_request", "A module is retried by resuming its session.")
        return await self._begin(row.request, idempotency_key, None)

    async def cancel(self, execution_id: str) -> ExecutionRow:
        """Stop an execution that waits or runs; one that has ended stays as it is."""
        row = await self.get(execution_id)
        if row.ended_at is None:
            if await self._queue.withdraw(execution_id):
                await self._pipeline.cancel_waiting(execution_id)
            elif task := self._tasks.get(execution_id):
                self._pipeline.cancelling.add(execution_id)
                task.cancel()
                await asyncio.wait([task])
            elif self._owner.alive(row.owner):
                raise SessionError(
                    "conflict", "Another Reroll runs this.", hint="Cancel it there, or close that program."
                )
        return await self.get(execution_id)

    async def get(self, execution_id: str) -> ExecutionRow:
        """One execution."""
        row = await self._executions.get(execution_id)
        if row is None:
            raise SessionError("not_found", f"There is no execution {execution_id!r}.")
        return row

    def _request(
        self,
        session_id: str,
        interaction: Interaction,
        sub_action_id: str,
        values: Mapping[str, Any],
        feedback: str,
        params: Mapping[str, Any],
    ) -> ExecutionRequest:
        try:
            sub_action = sub_action_of(interaction, sub_action_id)
        except ActionError as error:
            raise SessionError("not_found", error.message) from None
        return ExecutionRequest(
            action=sub_action.action_type,
            label=sub_action.label,
            mode=self._mode(sub_action),
            session_id=session_id,
            step_id=interaction.step_id,
            module_id=interaction.module_id,
            interaction_id=interaction.id,
            sub_action_id=sub_action.id,
            config=sub_action.config,
            values=dict(values),
            feedback=feedback,
            params=dict(params),
        )

    def _mode(self, sub_action: SubAction) -> str:
        action = self._registry.find(sub_action.action_type)
        if action is None:
            raise SessionError("not_found", f"There is no action named {sub_action.action_type}.")
        try:
            config_of(action, sub_action.config)
        except ActionError as error:
            raise SessionError("unprocessable", error.message) from None
        mode = sub_action.execution_mode or action.modes[0]
        if mode not in action.modes:
            raise SessionError("unprocessable", f"{action.id} runs {' or '.join(action.modes)}, not {mode}.")
        return mode

    async def _begin(
        self, request: ExecutionRequest, idempotency_key: str, values: dict[str, Any] | None
    ) -> ExecutionRow:
        execution_id = secrets.token_hex(8)

        def decide(_state: SessionState) -> list[SessionEvent]:
            committed = [] if values is None else [values_committed(request.interaction_id, values)]
            data = {
                "execution_id": execution_id,
                "interaction_id": request.interaction_id,
                "sub_action_id": request.sub_action_id,
                "label": request.label,
            }
            return [*committed, SessionEvent("execution_started", data)]

        async def extra(transaction: Transaction, _state: SessionState) -> None:
            await self._executions.add(transaction, execution_id, idempotency_key, request, self._owner.name)
            if request.mode == "async":
                await self._queue.put(transaction, execution_id, request.action)

        try:
            await self._log.change(request.session_id, decide, extra)
        except sqlite3.IntegrityError:
            first = await self._executions.by_key(request.session_id, idempotency_key)
            if first is None:
                raise
            return first
        if request.mode == "async":
            self._queue.wake()
        else:
            self._spawn(execution_id)
            if request.mode == "sync":
                await asyncio.wait([self._tasks[execution_id]])
        return await self.get(execution_id)

    def _spawn(self, execution_id: str) -> asyncio.Task[None]:
        task = asyncio.create_task(self._pipeline.run(execution_id), name=f"execution {execution_id}")
        self._tasks[execution_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(execution_id, None))
        return task

    async def _run_job(self, execution_id: str) -> None:
        await asyncio.wait([self._spawn(execution_id)])
