"""Moves a workflow along: steps and modules in order, until a page waits for the person."""

import asyncio
import secrets
from typing import Any

from engine.actions.errors import ActionError
from engine.actions.failure import error_body
from engine.actions.registry import Registry
from engine.actions.tasks import ExecutionTasks
from engine.documents.loaded import LoadedWorkflow
from engine.session.catalogue import Catalogue
from engine.session.log import SessionLog
from engine.session.modules import module_request
from engine.session.opening import opened
from engine.session.provider_forms import ProviderForms
from engine.session.refresh import refreshed
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Transaction
from engine.store.drafts import get_draft, patch_draft
from engine.store.executions import ExecutionRequest, Executions
from engine.templates.sandbox import MissingName
from engine.trust.code import folder_of
from schemas.documents.module import Module
from schemas.messages.session import Draft


class Runner:
    """Advances sessions. A module that fails stops it there with nothing lost; `advance` tries it again."""

    def __init__(
        self,
        log: SessionLog,
        catalogue: Catalogue,
        registry: Registry,
        executions: Executions,
        owner: str,
        tasks: ExecutionTasks,
        forms: ProviderForms,
    ) -> None:
        self._log = log
        self._catalogue = catalogue
        self._registry = registry
        self._executions = executions
        self._owner = owner
        self._tasks = tasks
        self._forms = forms

    async def advance(self, session_id: str) -> SessionState:
        """Run modules until one waits for the person, one fails, or the workflow is complete."""
        while True:
            state = await self._log.state(session_id)
            if state.current or state.status == "completed":
                return state
            loaded = await self._catalogue.find(state.content_hash)
            found = _next_module(loaded, state)
            if found is None:
                return await self._log.change(session_id, _completed)
            step_id, step_title, module = found
            await self._log.change(session_id, lambda now, to=(step_id, step_title): _entered(now, *to))
            if not await self._run(session_id, step_id, module):
                return await self._log.state(session_id)

    async def _run(self, session_id: str, step_id: str, module: Module) -> bool:
        """Run one module or open its page; whether the workflow may go on behind it."""
        action = self._registry.find(module.uses)
        try:
            if action is None:
                folder = folder_of((await self._log.state(session_id)).source)
                action = await asyncio.to_thread(self._registry.find_for, module.uses, folder)
            if action is None:
                raise ActionError("unknown_action", f"There is no action named {module.uses}.")
            if action.interactive:
                await self._open(session_id, step_id, module)
                return True
        except (ActionError, MissingName, ValueError) as error:
            failed = SessionEvent(
                "module_failed", {"step_id": step_id, "module_id": module.id, **error_body(error)}
            )
            await self._log.change(session_id, lambda _: [failed])
            return False
        request = module_request(session_id, step_id, module, module.title or action.title)
        execution_id = await self._begin(request)
        if execution_id is None:
            return True
        # From whatever program: it may be running in another one.
        await self._executions.ended(execution_id)
        ended = await self._executions.get(execution_id)
        return ended is not None and ended.status == "completed"

    async def _open(self, session_id: str, step_id: str, module: Module) -> None:
        """Open a module's page, or the one the person had reached before they went back."""
        draft: Draft | None = None
        patch: dict[str, Any] = {}
        before = await self._log.state(session_id)
        known = _aside(before, step_id, module)
        defaults = (await self._catalogue.find(before.content_hash)).workflow.defaults

        async def read(transaction: Transaction) -> None:
            nonlocal draft
            draft = await get_draft(transaction, session_id, known) if known else None

        def decide(state: SessionState) -> list[SessionEvent]:
            # Another program may have opened it, or even completed it, a moment ago.
            if state.current or (step_id, module.id) in state.done:
                return []
            if not known or known not in state.aside:
                return [
                    opened(
                        step_id,
                        module,
                        state.state,
                        lambda request: self._forms.opened(request, state, defaults),
                    )
                ]
            page = state.interaction(known)
            label = "Came back"
            event, values = refreshed(
                page, module, state.state, changes={}, draft=draft, label=label, opens=True
            )
            patch.update(values)
            return [event]

        async def write(transaction: Transaction) -> None:
            if patch:
                await patch_draft(transaction, session_id, known, patch)

        await self._log.change(session_id, decide, write, read=read)

    async def _begin(self, request: ExecutionRequest) -> str | None:
        """Start the module's execution, or find the one that runs already; None if it is done."""
        execution_id = secrets.token_hex(8)
        running: list[str] = []
        done = False

        async def read(transaction: Transaction) -> None:
            for known, other in await self._executions.unfinished_in(transaction, request.session_id):
                same = (other.step_id, other.module_id) == (request.step_id, request.module_id)
                if same and not other.interaction_id:
                    running.append(known)

        def decide(state: SessionState) -> list[SessionEvent]:
            nonlocal done
            done = (request.step_id, request.module_id) in state.done
            if done or running:
                return []
            data = {"execution_id": execution_id, "interaction_id": "", "label": request.label}
            return [SessionEvent("execution_started", data)]

        async def write(transaction: Transaction) -> None:
            if not (done or running):
                await self._executions.add(transaction, execution_id, execution_id, request, self._owner)
                transaction.after_commit(lambda: self._tasks.start(execution_id))

        await self._log.change(request.session_id, decide, write, read=read)
        return None if done else running[0] if running else execution_id


def _completed(state: SessionState) -> list[SessionEvent]:
    return [] if state.status == "completed" else [SessionEvent("session_completed", {})]


def _entered(state: SessionState, step_id: str, title: str) -> list[SessionEvent]:
    if state.step_id == step_id:
        return []
    return [SessionEvent("step_entered", {"step_id": step_id, "title": title})]


def _aside(state: SessionState, step_id: str, module: Module) -> str:
    """The first page of a module that was put aside, or empty."""
    pages = (state.interactions[each] for each in state.aside)
    return next((page.id for page in pages if (page.step_id, page.module_id) == (step_id, module.id)), "")


def _next_module(loaded: LoadedWorkflow, state: SessionState) -> tuple[str, str, Module] | None:
    for step in loaded.steps:
        for module in step.modules:
            if (step.id, module.id) not in state.done:
                return step.id, step.title, module
    return None
