"""Where results land: the interaction's display data, a proposal, or the workflow's state."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from engine.actions.action import ActionError, Outputs
from engine.actions.scope import Scope, Write
from engine.session.catalogue import Catalogue
from engine.session.log import SessionLog
from engine.session.modules import module_completed
from engine.session.page import Interaction
from engine.session.page_change import changed_data as change
from engine.session.state import SessionEvent, SessionState
from engine.store.database import Transaction
from engine.store.drafts import get_draft, patch_draft
from engine.store.executions import ExecutionRequest
from engine.templates.target_path import parse, read
from schemas.documents.sub_action import ResultMapping, SubAction
from schemas.json_value import is_object
from schemas.messages.results import Result
from schemas.messages.session import Draft, ExecutionStatus


class SessionLanding:
    """Implements the pipeline's `Landing` for modules and sub-actions."""

    def __init__(
        self,
        log: SessionLog,
        catalogue: Catalogue,
        export_folder: Callable[[str], Awaitable[str]],
    ) -> None:
        self._log = log
        self._catalogue = catalogue
        self._export_folder = export_folder

    async def scope(self, request: ExecutionRequest) -> Scope:
        """What the action may see: the newest state and, for a sub-action, its interaction's data."""
        state = await self._log.state(request.session_id)

        async def folder() -> str:
            return await self._export_folder(request.session_id)

        defaults = (await self._catalogue.find(state.content_hash)).workflow.defaults.model_dump()
        if not request.interaction_id:
            return Scope(
                state=state.state, content_hash=state.content_hash, defaults=defaults, export_folder=folder
            )
        interaction = state.interaction(request.interaction_id)
        sub_action = sub_action_of(interaction, request.sub_action_id)
        return Scope(
            state=state.state,
            data=interaction.data,
            schema=interaction.request.input_schema,
            requires=sub_action.requires,
            preconditions=sub_action.preconditions,
            feedback_name=sub_action.feedback.inject_as if sub_action.feedback else "user_feedback",
            content_hash=state.content_hash,
            defaults=defaults,
            export_folder=folder,
        )

    async def item(self, execution_id: str, request: ExecutionRequest, result: Result, write: Write) -> None:
        """One finished item: with append or prepend it is on the page at once, and stays there."""

        def decide(state: SessionState) -> list[SessionEvent]:
            data: dict[str, Any] = {
                "execution_id": execution_id,
                "interaction_id": request.interaction_id,
                "result_id": result.id,
                "value": result.value,
            }
            mapping = self._mapping(state, request)
            if mapping and mapping.merge_mode in ("append", "prepend") and not mapping.review:
                interaction = state.interaction(request.interaction_id)
                change(interaction.data, mapping, result.value)  # raises before anything is written
                data |= {"target_path": mapping.target_path, "merge_mode": mapping.merge_mode}
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

        async def read(transaction: Transaction) -> None:
            nonlocal draft
            draft = await get_draft(transaction, request.session_id, request.interaction_id)

        def decide(state: SessionState) -> list[SessionEvent]:
            ended = SessionEvent(
                "execution_ended",
                {
                    "execution_id": execution_id,
                    "interaction_id": request.interaction_id,
                    "status": "completed",
                },
            )
            if not request.interaction_id:
                module = loaded.module(request.step_id, request.module_id)
                return [ended, *module_completed(module, request.step_id, state, {"outputs": outputs.value})]
            mapping = self._mapping(state, request)
            if mapping is None:
                return [ended]
            interaction = state.interaction(request.interaction_id)
            value = outputs.value
            if mapping.merge_mode in ("append", "prepend"):
                if not mapping.review:
                    return [ended]  # each item is on the page already
                value = [result.value for result in results]
            # What the person typed while this ran is what counts as filled, not what it started with.
            typed = committed(interaction, draft)
            after = change(as_seen(typed, draft), mapping, value)
            if mapping.review:
                return [ended, _proposal(execution_id, interaction, request, mapping, value)]
            patch.update(changed_values(as_seen(typed, draft), after))
            events = [values_committed(interaction.id, typed["current_values"])] if draft else []
            return [ended, *events, changed(interaction.id, mapping, value, execution_id)]

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

        def decide(_state: SessionState) -> list[SessionEvent]:
            data: dict[str, Any] = {"execution_id": execution_id, "interaction_id": request.interaction_id}
            events = [SessionEvent("execution_ended", {**data, "status": status, "error": error})]
            if not request.interaction_id:
                where = {"step_id": request.step_id, "module_id": request.module_id}
                why = error or {"code": status, "message": f"{request.label} was {status}.", "hint": ""}
                events.append(SessionEvent("module_failed", {**where, **why}))
            return events

        await self._log.change(request.session_id, decide, write)

    def _mapping(self, state: SessionState, request: ExecutionRequest) -> ResultMapping | None:
        if not request.interaction_id:
            return None
        return sub_action_of(state.interaction(request.interaction_id), request.sub_action_id).result_mapping


def sub_action_of(interaction: Interaction, sub_action_id: str) -> SubAction:
    """The sub-action an interaction offers under that id. Raises `ActionError`."""
    for sub_action in interaction.request.sub_actions:
        if sub_action.id == sub_action_id:
            return sub_action
    raise ActionError("unknown_sub_action", f"This page has no action {sub_action_id!r}.")


def committed(
    interaction: Interaction, draft: Draft | None, values: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The display data with the form's present values in it.

    Where there is a draft it alone says what the form holds, so that an emptied field stays
    empty; `values` are newer than it.
    """
    known = interaction.data.get("current_values")
    held = draft.values if draft else known if is_object(known) else {}
    return {**interaction.data, "current_values": {**held, **(values or {})}}


def as_seen(data: Mapping[str, Any], draft: Draft | None) -> dict[str, Any]:
    """`data` (of `committed`) with the texts that do not parse yet: those fields are not empty."""
    return {**data, "current_values": {**data["current_values"], **(draft.unparsed if draft else {})}}


def values_committed(interaction_id: str, values: Mapping[str, Any]) -> SessionEvent:
    """The event that puts the form's values into the display data."""
    return SessionEvent("values_committed", {"interaction_id": interaction_id, "values": dict(values)})


def changed(interaction_id: str, mapping: ResultMapping, value: Any, execution_id: str) -> SessionEvent:
    """The event that changes an interaction's data."""
    return SessionEvent(
        "data_changed",
        {
            "interaction_id": interaction_id,
            "execution_id": execution_id,
            "mapping": mapping.model_dump(mode="json", exclude_defaults=True),
            "value": value,
        },
    )


def changed_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Which of the form's values differ between two states of the display data."""
    old, new = before.get("current_values"), after.get("current_values")
    if not is_object(new):
        return {}
    known: Mapping[str, Any] = old if is_object(old) else {}
    return {name: value for name, value in new.items() if name not in known or known[name] != value}


def before_and_after(
    data: Mapping[str, Any], mapping: ResultMapping, value: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a proposal would change, field by field."""
    name = str(parse(mapping.target_path)[-1])
    old, new = read(data, mapping.target_path), read(change(data, mapping, value), mapping.target_path)
    if not (is_object(new) and is_object(value)):
        return {name: old}, {name: new}
    known: Mapping[str, Any] = old if is_object(old) else {}
    fields = [field for field in value if field in new and known.get(field) != new[field]]
    return {field: known.get(field) for field in fields}, {field: new[field] for field in fields}


def _proposal(
    execution_id: str, interaction: Interaction, request: ExecutionRequest, mapping: ResultMapping, value: Any
) -> SessionEvent:
    return SessionEvent(
        "proposal_made",
        {
            "proposal_id": secrets.token_hex(6),
            "interaction_id": interaction.id,
            "execution_id": execution_id,
            "label": request.label,
            "mapping": mapping.model_dump(mode="json", exclude_defaults=True),
            "value": value,
        },
    )
