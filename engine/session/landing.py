"""Where results land: the interaction's display data, a proposal, or the workflow's state."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from engine.actions.action import Outputs, Upstream
from engine.actions.embedding import Embedded
from engine.actions.registry import Registry
from engine.actions.scope import Scope, Write
from engine.documents.loaded import LoadedWorkflow
from engine.session.catalogue import Catalogue
from engine.session.log import SessionLog
from engine.session.machine import machine_variable
from engine.session.modules import module_completed
from engine.session.offered import sub_action_of
from engine.session.page import Interaction
from engine.session.page_change import changed_data, check_page, patched, patches_page
from engine.session.page_values import as_seen, changed, changed_values, committed, values_committed
from engine.session.prompt_context import prompt_context
from engine.session.refresh import refreshed
from engine.session.state import SessionEvent, SessionState
from engine.session.turns import turns_added
from engine.session.upstream import upstream_of
from engine.store.database import Transaction
from engine.store.drafts import get_draft, patch_draft
from engine.store.executions import ExecutionRequest
from engine.templates.sandbox import render_value
from engine.templates.target_path import same_place
from engine.trust.code import folder_of
from schemas.documents.sub_action import ResultMapping
from schemas.json_value import is_list, is_object
from schemas.messages.results import Result
from schemas.messages.session import Draft, ExecutionStatus


class SessionLanding:
    """Implements the pipeline's `Landing` for modules and sub-actions."""

    def __init__(
        self,
        log: SessionLog,
        catalogue: Catalogue,
        registry: Registry,
        export_folder: Callable[[str], Awaitable[str]],
    ) -> None:
        self._log = log
        self._catalogue = catalogue
        self._registry = registry
        self._export_folder = export_folder
        self.embedding: Callable[[ExecutionRequest, str], Embedded] | None = None
        """Makes what takes the actions in a reply; it stands above this and is put in afterwards."""

    async def scope(self, request: ExecutionRequest) -> Scope:
        """What the action may see: the newest state and, for a sub-action, its interaction's data."""
        state = await self._log.state(request.session_id)
        loaded = await self._catalogue.find(state.content_hash)

        async def folder() -> str:
            return await self._export_folder(request.session_id)

        scope = Scope(
            state=state.state,
            feedback_names=loaded.feedback_names(),
            workflow_id=state.workflow_id,
            content_hash=state.content_hash,
            defaults=loaded.workflow.defaults.model_dump(),
            context=prompt_context(state.conversation),
            export_folder=folder,
            folder=folder_of(state.source),
            variables={"machine": machine_variable(loaded.workflow.states, state.machine)},
        )
        if not request.interaction_id:
            return scope
        page = state.interaction(request.interaction_id)
        sub_action = sub_action_of(page, request.sub_action_id)

        def upstream(start: str) -> Upstream:
            return upstream_of(state, loaded, self._registry, page, start, request)

        embedding = self.embedding
        return replace(
            scope,
            data=page.data,
            schema=page.request.input_schema,
            requires=sub_action.requires,
            preconditions=sub_action.preconditions,
            upstream=upstream,
            embedding=None if embedding is None else partial(embedding, request),
        )

    async def item(
        self, execution_id: str, request: ExecutionRequest, result: Result, write: Write, *, listed: bool
    ) -> None:
        """One finished item.

        With append or prepend it is on the page at once, and stays there. A member of a list
        that will replace the results can be seen and selected until the list is whole.
        """

        def decide(state: SessionState) -> list[SessionEvent]:
            data: dict[str, Any] = {
                "execution_id": execution_id,
                "interaction_id": request.interaction_id,
                "result_id": result.id,
                "label": request.label,
                "value": result.value,
            }
            if not request.interaction_id:
                return [SessionEvent("result_added", data)]
            page = state.interaction(request.interaction_id)
            mapping = mapping_of(page, request)
            if mapping and mapping.merge_mode in ("append", "prepend"):
                if not mapping.review:
                    changed_data(page.data, mapping, result.value)  # raises before anything is written
                    data |= {"target_path": mapping.target_path, "merge_mode": mapping.merge_mode}
            elif listed and (mapping is None or same_place(mapping.target_path, page.results_path())):
                data["arriving"] = True
            return [SessionEvent("result_added", data)]

        await self._log.change(request.session_id, decide, write)

    async def outputs(
        self,
        execution_id: str,
        request: ExecutionRequest,
        outputs: Outputs,
        results: list[Result],
        write: Write,
    ) -> None:
        """The end of a successful execution: the change it makes and its record, in one transaction."""
        patch: dict[str, Any] = {}
        draft: Draft | None = None
        loaded = await self._catalogue.find((await self._log.state(request.session_id)).content_hash)
        ended = SessionEvent(
            "execution_ended",
            {"execution_id": execution_id, "interaction_id": request.interaction_id, "status": "completed"},
        )

        async def read(transaction: Transaction) -> None:
            nonlocal draft
            draft = await get_draft(transaction, request.session_id, request.interaction_id)

        def decide(state: SessionState) -> list[SessionEvent]:
            return [*landed(state), *turns_added(execution_id, request, outputs.exchanges)]

        def landed(state: SessionState) -> list[SessionEvent]:
            if not request.module_id:
                return [ended]  # an instruction: its turn is all it leaves
            if not request.interaction_id:
                module = loaded.module(request.step_id, request.module_id)
                return [ended, *module_completed(module, request.step_id, state, {"outputs": outputs.value})]
            page = state.interaction(request.interaction_id)
            if outputs.modules:
                return [
                    *self._refreshed(page, state, loaded, execution_id, request, outputs, draft, patch),
                    ended,
                ]
            mapping = mapping_of(page, request)
            if mapping is None:
                return [*used_up(page), ended]
            value = outputs.value
            listed = mapping.merge_mode in ("append", "prepend") and not patches_page(mapping.target_path)
            if listed:
                if results or outputs.of_items or outputs.items_at is not None:
                    if not mapping.review:
                        return [ended]  # each item is on the page already
                    value = [result.value for result in results]
                elif same_place(mapping.target_path, page.results_path()):
                    value = _identified(value)
            if patches_page(mapping.target_path):
                check_page(patched(page.request, mapping, value))
                return [changed(page.id, mapping, value, execution_id, request.label), ended]
            # What the person typed while this ran is what counts as filled, not what it started with.
            typed = committed(page, draft)
            after = changed_data(as_seen(typed, draft), mapping, value)
            if mapping.review:
                return [ended, proposed(execution_id, page, request.label, mapping, value)]
            patch.update(changed_values(as_seen(typed, draft), after))
            edits = [values_committed(page.id, typed["current_values"])] if draft else []
            return [*edits, changed(page.id, mapping, value, execution_id, request.label), ended]

        def used_up(page: Interaction) -> list[SessionEvent]:
            """Empties fields whose text is used up, unless something else stands in them by now."""
            typed = committed(page, draft)["current_values"]
            emptied = {
                name: ""
                for name in outputs.empties
                if typed.get(name) and typed.get(name) == request.values.get(name)
            }
            if not emptied:
                return []
            patch.update(emptied)
            mapping = ResultMapping(target_path="current_values", merge_mode="merge")
            edits = [values_committed(page.id, typed)] if draft else []
            return [*edits, changed(page.id, mapping, emptied, execution_id, request.label)]

        async def with_draft(transaction: Transaction) -> None:
            await write(transaction)
            if patch:
                await patch_draft(transaction, request.session_id, request.interaction_id, patch)

        await self._log.change(request.session_id, decide, with_draft, read=read)

    async def ended(
        self,
        execution_id: str,
        request: ExecutionRequest,
        status: ExecutionStatus,
        error: Mapping[str, Any] | None,
        write: Write,
    ) -> None:
        """Failed, cancelled or interrupted: the data stays as it was."""

        def decide(state: SessionState) -> list[SessionEvent]:
            data: dict[str, Any] = {"execution_id": execution_id, "interaction_id": request.interaction_id}
            events = [SessionEvent("execution_ended", {**data, "status": status, "error": error})]
            if state.talk.replaced and state.talk.answering == execution_id:
                # The reply that was to be answered again counts as if nothing had happened.
                restored = {"turn_id": state.talk.replaced, "execution_id": execution_id}
                events.insert(0, SessionEvent("reply_restored", restored))
            if request.module_id and not request.interaction_id:
                where = {"step_id": request.step_id, "module_id": request.module_id}
                why = error or {"code": status, "message": f"{request.label} was {status}.", "hint": ""}
                events.append(SessionEvent("module_failed", {**where, **why}))
            return events

        await self._log.change(request.session_id, decide, write)

    def _refreshed(
        self,
        page: Interaction,
        state: SessionState,
        loaded: LoadedWorkflow,
        execution_id: str,
        request: ExecutionRequest,
        outputs: Outputs,
        draft: Draft | None,
        patch: dict[str, Any],
    ) -> list[SessionEvent]:
        """The new generation of a page after a rerun; `patch` gets the values that change in its form."""
        changes = {name: value for outcome in outputs.modules for name, value in outcome.state.items()}
        event, values = refreshed(
            page,
            loaded.module(page.step_id, page.module_id),
            {**state.state, **changes},
            changes=changes,
            draft=draft,
            label=request.feedback or request.label,
            execution_id=execution_id,
        )
        patch.update(values)
        return [event]


def mapping_of(page: Interaction, request: ExecutionRequest) -> ResultMapping | None:
    """Where a sub-action's output goes, with the templates in its path rendered.

    Raises `ActionError` for an unknown sub-action, `MissingName` and ValueError for the path.
    """
    mapping = sub_action_of(page, request.sub_action_id).result_mapping
    if mapping is None or "{" not in mapping.target_path:
        return mapping
    variables = {"params": request.params, "values": request.values}
    return mapping.model_copy(update={"target_path": str(render_value(mapping.target_path, variables))})


def _identified(value: Any) -> list[Any]:
    """What an action that makes no items adds to the results, with ids, so that it can be selected."""
    added: list[Any] = value if is_list(value) else [value]
    return [{**each, "content_id": secrets.token_hex(8)} if is_object(each) else each for each in added]


def proposed(
    execution_id: str, page: Interaction, label: str, mapping: ResultMapping, value: Any
) -> SessionEvent:
    """The event of a change that waits for the person."""
    return SessionEvent(
        "proposal_made",
        {
            "proposal_id": secrets.token_hex(6),
            "interaction_id": page.id,
            "execution_id": execution_id,
            "label": label,
            "mapping": mapping.model_dump(mode="json", exclude_defaults=True),
            "value": value,
        },
    )
