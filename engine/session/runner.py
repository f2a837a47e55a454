"""Moves a workflow along: steps and modules in order, until a page waits for the person."""

import secrets

from engine.actions.action import ActionError
from engine.actions.pipeline import Pipeline, error_body
from engine.actions.registry import Registry
from engine.documents.loaded import LoadedWorkflow
from engine.session.catalogue import Catalogue
from engine.session.log import SessionLog
from engine.session.opening import opened
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Database
from engine.store.executions import ExecutionRequest, Executions
from engine.templates.sandbox import MissingName
from schemas.documents.module import Module


class Runner:
    """Advances sessions. A module that fails stops it there with nothing lost; `advance` tries it again."""

    def __init__(
        self,
        log: SessionLog,
        catalogue: Catalogue,
        registry: Registry,
        database: Database,
        executions: Executions,
        owner: str,
    ) -> None:
        self._log = log
        self._catalogue = catalogue
        self._registry = registry
        self._database = database
        self._executions = executions
        self._owner = owner

    async def advance(self, session_id: str, pipeline: Pipeline) -> SessionState:
        """Run modules until one waits for the person, one fails, or the workflow is complete."""
        while True:
            state = await self._log.state(session_id)
            if state.current or state.status == "completed":
                return state
            loaded = await self._catalogue.find(state.content_hash)
            found = _next_module(loaded, state)
            if found is None:
                return await self._log.change(session_id, lambda _: [SessionEvent("session_completed", {})])
            step_id, step_title, module = found
            if state.step_id != step_id:
                entered = SessionEvent("step_entered", {"step_id": step_id, "title": step_title})
                await self._log.change(session_id, lambda _, event=entered: [event])
            state = await self._begin(session_id, step_id, module, pipeline)
            if state.failure:
                return state

    async def _begin(self, session_id: str, step_id: str, module: Module, pipeline: Pipeline) -> SessionState:
        action = self._registry.find(module.uses)
        where = {"step_id": step_id, "module_id": module.id}
        try:
            if action is None:
                raise ActionError("unknown_action", f"There is no action named {module.uses}.")
            if action.interactive:
                return await self._log.change(
                    session_id, lambda state: [opened(step_id, module, state.state)]
                )
        except (ActionError, MissingName, ValueError) as error:
            body = {**where, **error_body(error)}
            return await self._log.change(session_id, lambda _: [SessionEvent("module_failed", body)])
        execution_id = secrets.token_hex(8)
        request = ExecutionRequest(
            action=module.uses,
            label=module.title or action.title,
            mode="sync",
            session_id=session_id,
            step_id=step_id,
            module_id=module.id,
            config=module.inputs,
        )
        async with self._database.transaction() as transaction:
            await self._executions.add(transaction, execution_id, execution_id, request, self._owner)
        await pipeline.run(execution_id)
        return await self._log.state(session_id)


def _next_module(loaded: LoadedWorkflow, state: SessionState) -> tuple[str, str, Module] | None:
    for step in loaded.steps:
        for module in step.modules:
            if (step.id, module.id) not in state.done:
                return step.id, step.title, module
    return None
