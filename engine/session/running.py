"""Runs sub-actions: now or on the queue, cancelled, retried, and found again after a crash."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.actions.errors import ActionError
from engine.actions.registry import Registry
from engine.actions.tasks import ExecutionTasks
from engine.queue.job_queue import Handler, JobQueue
from engine.queue.lanes import lane_within
from engine.session.cancellations import Cancellations
from engine.session.errors import SessionError
from engine.session.instructions import Instructions
from engine.session.interactions import Interactions, open_page
from engine.session.log import SessionLog
from engine.session.offered import sub_action_of
from engine.session.page import Interaction
from engine.session.page_values import committed, values_committed
from engine.session.provider_named import lane_of, provider_named
from engine.session.recovery import Recovery
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Transaction
from engine.store.drafts import get_draft
from engine.store.errors import AlreadyThere
from engine.store.executions import ExecutionRequest, ExecutionRow, Executions
from engine.store.owner import Owner
from engine.trust.code import folder_of
from schemas.documents.sub_action import Concurrency, SubAction
from schemas.messages.session import Draft

if TYPE_CHECKING:
    from engine.actions.pipeline import Pipeline


class Running:
    """Services of executions. Raises `SessionError`."""

    def __init__(
        self,
        *,
        log: SessionLog,
        interactions: Interactions,
        instructions: Instructions,
        registry: Registry,
        executions: Executions,
        pipeline: "Callable[[], Pipeline]",
        tasks: ExecutionTasks,
        queue: JobQueue,
        owner: Owner,
    ) -> None:
        self._log = log
        self._interactions = interactions
        self._instructions = instructions
        self._registry = registry
        self._executions = executions
        self._pipeline = pipeline
        self._tasks = tasks
        self._queue = queue
        self._owner = owner
        self._recovery = Recovery(executions, pipeline, tasks, queue, owner)
        self._cancellations = Cancellations(executions, tasks, owner.name)

    async def start(self, *, run_jobs: bool = True) -> None:
        """Say which executions a program that died left unfinished, then run what waits."""
        await self._recovery.start()
        self._cancellations.start()
        if run_jobs:
            await self._queue.start(self._run_redelivered() if self._queue.redelivers else self._run_job)

    async def close(self) -> None:
        """Stop: what runs is recorded as interrupted, what waits stays on the queue."""
        await self._recovery.close()
        await self._cancellations.close()
        # The queue first: it would take the next job as soon as one ends.
        await self._queue.close()
        await self._tasks.close()

    async def drained(self) -> None:
        """Return once nothing runs in this program and nothing waits that it could begin."""
        while True:
            await self._queue.drained()
            if not self._tasks:
                return
            await self._tasks.drained()

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
        state, interaction = await self._interactions.find(session_id, interaction_id)
        if first := await self._executions.by_key(session_id, idempotency_key):
            return _if_same(first, (interaction_id, sub_action_id, feedback, params))
        mode = await self._mode(_offered(interaction, sub_action_id), state)
        request = self._request(session_id, interaction, sub_action_id, mode, values, feedback, params)
        return await self._begin(request, idempotency_key, dict(values))

    async def retry(self, execution_id: str, idempotency_key: str) -> ExecutionRow:
        """Run again what ended without success, with the values it had."""
        row = await self.get(execution_id)
        if row.status not in ("failed", "cancelled", "interrupted"):
            raise SessionError("conflict", f"{row.request.label} did not fail; there is nothing to retry.")
        if row.request.landing == "embedded":
            raise SessionError(
                "bad_request", f"{row.request.label} was asked for in a reply.", hint="Answer that again."
            )
        # What was cut off may have reached a provider: to those that can tell it is the same again.
        cut_off = (row.request.repeats or row.id) if row.status == "interrupted" else ""
        request = replace(row.request, repeats=cut_off)
        if row.request.landing == "record":
            raise SessionError("bad_request", "The run of a record is retried with its batch.")
        if not row.request.module_id:
            return await self._instructions.begin(request, idempotency_key)
        if not row.request.interaction_id:
            raise SessionError("bad_request", "A module is retried by resuming its session.")
        if first := await self._executions.by_key(row.request.session_id, idempotency_key):
            return first
        return await self._begin(request, idempotency_key, None)

    async def cancel(self, execution_id: str) -> ExecutionRow:
        """Stop an execution that waits or runs; one that has ended stays as it is."""
        row = await self.get(execution_id)
        if row.status == "queued":
            await self._pipeline().cancel_waiting(execution_id)
            await self._queue.withdraw(execution_id)
        if execution_id in self._tasks:
            await self._tasks.cancel(execution_id)
        row = await self.get(execution_id)
        if row.ended_at is None:
            if row.owner != self._owner.name and not await self._owner.gone({row.owner}):
                await self._cancellations.ask(execution_id)
            else:
                await self._pipeline().interrupt(execution_id)
            row = await self.get(execution_id)
        return row

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
        mode: str,
        values: Mapping[str, Any],
        feedback: str,
        params: Mapping[str, Any],
    ) -> ExecutionRequest:
        sub_action = _offered(interaction, sub_action_id)
        return ExecutionRequest(
            action=sub_action.action_type,
            label=sub_action.label,
            mode=mode,
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

    async def _mode(self, sub_action: SubAction, state: SessionState) -> str:
        action = self._registry.find(sub_action.action_type)
        if action is None:
            folder = folder_of(state.source)
            try:
                action = await asyncio.to_thread(self._registry.find_for, sub_action.action_type, folder)
            except ActionError as error:  # the folder's own, which is not trusted
                raise SessionError("unprocessable", error.message, hint=error.hint) from None
        if action is None:
            raise SessionError("not_found", f"There is no action named {sub_action.action_type}.")
        mode = sub_action.execution_mode or action.modes[0]
        if mode not in action.modes:
            raise SessionError("unprocessable", f"{action.id} runs {' or '.join(action.modes)}, not {mode}.")
        return mode

    async def _begin(
        self, request: ExecutionRequest, idempotency_key: str, values: dict[str, Any] | None
    ) -> ExecutionRow:
        execution_id = secrets.token_hex(8)
        draft: Draft | None = None
        running: list[str] = []
        policies: list[Concurrency] = []
        shown: dict[str, str] = {}

        async def read(transaction: Transaction) -> None:
            nonlocal draft
            draft = await get_draft(transaction, request.session_id, request.interaction_id)
            for known, other in await self._executions.unfinished_in(transaction, request.session_id):
                if _same_button(other, request):
                    running.append(known)

        def decide(state: SessionState) -> list[SessionEvent]:
            interaction = open_page(state, request.interaction_id)
            policies.append(_offered(interaction, request.sub_action_id).concurrency)
            shown["provider"] = provider_named(request, state.conversation.settings)
            shown["page"] = interaction.request.title or ""
            if running and policies[-1] == "refuse":
                raise SessionError(
                    "conflict", f"{request.label} is running already.", hint="Wait for its end, or cancel it."
                )
            data = {
                "execution_id": execution_id,
                "interaction_id": request.interaction_id,
                "sub_action_id": request.sub_action_id,
                "label": request.label,
            }
            started = SessionEvent("execution_started", data)
            if values is None:
                return [started]
            held = committed(interaction, draft, values)["current_values"]
            return [values_committed(request.interaction_id, held), started]

        async def write(transaction: Transaction) -> None:
            owner = self._owner.name
            await self._executions.add(transaction, execution_id, idempotency_key, request, owner, **shown)
            if request.mode == "async" or policies[-1] == "queue":
                whole = lane_of(request.action, shown["provider"])
                lane = lane_within(whole, _lane(request)) if policies[-1] == "queue" else whole
                await self._queue.put(transaction, execution_id, lane)
                transaction.after_commit(self._queue.wake)
            else:
                transaction.after_commit(lambda: self._tasks.start(execution_id))

        try:
            await self._log.change(request.session_id, decide, write, read=read)
        except AlreadyThere:
            first = await self._executions.by_key(request.session_id, idempotency_key)
            if first is None:
                raise
            return _if_same(first, _asked(request))
        if policies[-1] == "replace":
            for other in running:
                await self.cancel(other)
        if request.mode == "sync":
            await self._executions.ended(execution_id)
        return await self.get(execution_id)

    def _run_redelivered(self) -> Handler:
        from engine.session.job_runs import JobRuns  # noqa: PLC0415 - for workers alone

        pipeline = self._pipeline()
        assert pipeline.giving_back
        return JobRuns(self._executions, pipeline, self._tasks, self._owner, pipeline.giving_back).run

    async def _run_job(self, execution_id: str) -> None:
        self._tasks.start(execution_id)
        await self._tasks.wait(execution_id)


def _offered(interaction: Interaction, sub_action_id: str) -> SubAction:
    try:
        return sub_action_of(interaction, sub_action_id)
    except ActionError as error:
        raise SessionError("not_found", error.message) from None


def _asked(request: ExecutionRequest) -> tuple[str, str, str, Mapping[str, Any]]:
    return request.interaction_id, request.sub_action_id, request.feedback, request.params


def _if_same(first: ExecutionRow, asked: tuple[str, str, str, Mapping[str, Any]]) -> ExecutionRow:
    """What a key began, if it was asked for the same.

    The values may be others: where none are given they are those typed last, also when it is asked again.
    """
    if _asked(first.request) != asked:
        raise SessionError(
            "conflict",
            "This idempotency key was used for another request.",
            hint="Draw a new key for each thing that is to be done.",
            details={"execution_id": first.id},
        )
    return first


def _same_button(one: ExecutionRequest, other: ExecutionRequest) -> bool:
    """Whether two executions are presses of one button; on two results they are two buttons."""
    names = ("interaction_id", "sub_action_id")
    items = [each.params.get("result_id") for each in (one, other)]
    return all(getattr(one, name) == getattr(other, name) for name in names) and items[0] == items[1]


def _lane(request: ExecutionRequest) -> str:
    return f"{request.session_id}/{request.interaction_id}/{request.sub_action_id}"
