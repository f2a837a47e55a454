"""Runs one action of a reply through the one pipeline, as an execution of its own."""

import asyncio
from collections.abc import Mapping
from typing import Any

from engine.actions.registry import Registry
from engine.actions.tasks import ExecutionTasks
from engine.finish import finish
from engine.session.state import SessionEvent
from engine.store.database import Transaction
from engine.store.executions import ExecutionRequest, Executions
from schemas.documents.embedded_actions import ActionDefinition

LANDING = "embedded"
MOST_SECONDS = 120.0
"""How long a reply waits for one action; then that one is stopped."""


class EmbeddedRuns:
    """Begins the executions of embedded actions and waits for their ends."""

    def __init__(self, registry: Registry, executions: Executions, tasks: ExecutionTasks, owner: str) -> None:
        self._registry = registry
        self._executions = executions
        self._tasks = tasks
        self._owner = owner

    def request(
        self,
        reply: ExecutionRequest,
        action_id: str,
        definition: ActionDefinition,
        parameters: Mapping[str, Any],
    ) -> ExecutionRequest:
        """What is run. `reply` is the request of the execution that the action was asked for in."""
        action = self._registry.find(definition.uses)
        return ExecutionRequest(
            action=definition.uses,
            label=action.title if action else definition.name,
            mode=action.modes[0] if action else "sync",
            session_id=reply.session_id,
            step_id=reply.step_id,
            module_id=reply.module_id,
            config=dict(definition.inputs) or _as_config(parameters),
            landing=LANDING,
            subject={
                "action_id": action_id,
                "name": definition.name,
                "parameters": dict(parameters),
                "outputs": dict(definition.outputs),
            },
        )

    def started(self, run_id: str, request: ExecutionRequest) -> SessionEvent:
        """The session event of its beginning."""
        data = {"execution_id": run_id, "interaction_id": "", "label": request.label}
        return SessionEvent("execution_started", data)

    async def add(self, transaction: Transaction, run_id: str, request: ExecutionRequest) -> None:
        """Record it in the transaction, and begin it once that is committed."""
        await self._executions.add(transaction, run_id, run_id, request, self._owner)
        transaction.after_commit(lambda: self._tasks.start(run_id))

    async def ended(self, run_id: str) -> None:
        """Wait for its end. It is stopped if it takes too long, or if whoever waits is cancelled."""
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._executions.ended(run_id)
        except TimeoutError:
            await self._tasks.cancel(run_id)
        except asyncio.CancelledError:
            await finish(self._tasks.cancel(run_id))
            raise


def _as_config(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as a config. Each is looked up: templates that a model wrote are never evaluated."""
    return {name: "{{ parameters_in_order[%d] }}" % at for at, name in enumerate(parameters)}  # noqa: UP031
