"""Where the outputs of an embedded action go: the session's state and its machine (rows E7, E9)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.actions.action import Outputs
from engine.actions.errors import ActionError
from engine.actions.plain_json import plain_json
from engine.actions.scope import Landing, Scope, Write
from engine.conversing.records import action_event, short_outputs
from engine.session.catalogue import Catalogue
from engine.session.log import SessionLog
from engine.session.machine import by_itself, entering, is_open, present_state, title_of
from engine.session.state import SessionEvent, SessionState
from engine.spelling import nearest
from engine.store.executions import ExecutionRequest
from engine.templates.sandbox import render_value
from schemas.documents.states import State, States
from schemas.messages.results import Result
from schemas.messages.session import ExecutionStatus


class EmbeddedLanding:
    """Implements the pipeline's `Landing`. `session` is that of modules and sub-actions."""

    def __init__(self, log: SessionLog, catalogue: Catalogue, session: Landing) -> None:
        self._log = log
        self._catalogue = catalogue
        self._session = session

    async def scope(self, request: ExecutionRequest) -> Scope:
        """What a module would see of the session, and the action's parameters."""
        scope = await self._session.scope(request)
        parameters = request.subject["parameters"]
        seen = {"parameters": parameters, "parameters_in_order": list(parameters.values())}
        return replace(scope, variables={**scope.variables, **seen})

    async def item(
        self, execution_id: str, request: ExecutionRequest, result: Result, write: Write, *, listed: bool
    ) -> None:
        """One finished item: a result of the session."""
        await self._session.item(execution_id, request, result, write, listed=listed)

    async def outputs(
        self,
        execution_id: str,
        request: ExecutionRequest,
        outputs: Outputs,
        results: list[Result],
        write: Write,
    ) -> None:
        """The change of the state, the machine's move, the record and the run's end; or none of it."""
        subject = request.subject
        loaded = await self._catalogue.find((await self._log.state(request.session_id)).content_hash)
        states = loaded.workflow.states

        def decide(state: SessionState) -> list[SessionEvent]:
            action = state.talk.actions[subject["action_id"]]
            seen = {"outputs": outputs.value, "parameters": subject["parameters"], "state": state.state}
            changed = _plain(render_value(subject["outputs"], seen))
            after = {**state.state, **changed}
            moves = _moves(states, state.machine, after, outputs.transition, action.execution_id)
            done = action_event(
                action.id,
                status="done",
                message=outputs.message,
                outputs=short_outputs(outputs.value),
                changed=changed,
                state_id=moves[-1].data["to"] if moves else "",
            )
            return [done, *moves, _ended(execution_id, "completed", None)]

        await self._log.change(request.session_id, decide, write)

    async def ended(
        self,
        execution_id: str,
        request: ExecutionRequest,
        status: ExecutionStatus,
        error: Mapping[str, Any] | None,
        write: Write,
    ) -> None:
        """Failed, cancelled or interrupted: the record says so, and nothing else has changed."""
        why = str((error or {}).get("message") or f"{request.label} was stopped.")
        failed = action_event(request.subject["action_id"], status="failed", message=why)
        ended = _ended(execution_id, status, error)
        await self._log.change(request.session_id, lambda _: [failed, ended], write)


def _plain(changed: Any) -> dict[str, Any]:
    try:
        return plain_json(changed)
    except ValueError as error:
        raise ActionError(
            "outputs", f"What it sets in the state {error}.", hint="Correct `outputs`."
        ) from None


def _moves(
    states: States | None, machine: str, state: Mapping[str, Any], target: str, after: str
) -> list[SessionEvent]:
    """The events of the way to `target`, if any, and of what follows by itself. Raises `ActionError`."""
    here = present_state(states, machine)
    if states is None or here is None:
        if target:
            raise ActionError("not_allowed", "This workflow has no states to go to.")
        return []
    events: list[SessionEvent] = []
    if target:
        here, there = _way(states, here, state, target), here
        events.append(entering(states, here, state, came_from=there.id, by="action", after=after))
    return [*events, *by_itself(states, here, state, after)]


def _way(states: States, here: State, state: Mapping[str, Any], target: str) -> State:
    there = states.find(target)
    if there is None:
        close = nearest(target, [each.id for each in states.states])
        meant = f" Did it mean {close}?" if close else ""
        raise ActionError("not_allowed", f"There is no state {target[:80]}.{meant}")
    ways = [each for each in here.transitions if each.to == target]
    if not ways:
        raise ActionError("not_allowed", f"No way leads from {title_of(here)} to {title_of(there)}.")
    if not any(is_open(each, state) for each in ways):
        wanted = " or ".join(each.when for each in ways if each.when)
        raise ActionError("not_allowed", f"The way to {title_of(there)} is not open yet: {wanted}.")
    return there


def _ended(execution_id: str, status: str, error: Mapping[str, Any] | None) -> SessionEvent:
    data = {"execution_id": execution_id, "interaction_id": "", "status": status}
    return SessionEvent("execution_ended", data if error is None else {**data, "error": error})
