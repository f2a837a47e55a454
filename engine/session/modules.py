"""Modules: what one asks for when it runs, and what its end does to the workflow's state."""

from collections.abc import Mapping
from typing import Any

from engine.session.state import SessionEvent, SessionState
from engine.store.executions import ExecutionRequest
from engine.templates.sandbox import render_value
from schemas.documents.module import Module
from schemas.json_value import is_object

CONTINUE = "_continue"
"""Among a page's outputs: while it is true, the module opens another page."""


def module_request(
    session_id: str,
    step_id: str,
    module: Module,
    label: str,
    *,
    feedback: str = "",
    params: Mapping[str, Any] | None = None,
) -> ExecutionRequest:
    """What is run for a module that is not interactive."""
    return ExecutionRequest(
        action=module.uses,
        label=label,
        mode="sync",
        session_id=session_id,
        step_id=step_id,
        module_id=module.id,
        config=module.inputs,
        feedback=feedback,
        params=dict(params or {}),
    )


def state_changes(module: Module, state: Mapping[str, Any], produced: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of the state that a module sets. `produced` is `outputs` or `response`.

    Raises `MissingName` or ValueError for an expression that cannot be evaluated.
    """
    changes = render_value(dict(module.outputs), {**produced, "state": state})
    changes.pop(CONTINUE, None)
    return changes


def module_completed(
    module: Module, step_id: str, state: SessionState, produced: Mapping[str, Any]
) -> list[SessionEvent]:
    """The events of a module's end. `produced` is `outputs` or `response`, what its expressions see.

    Raises `MissingName` or ValueError for an expression that cannot be evaluated.
    """
    changes = state_changes(module, state.state, produced)
    done: dict[str, Any] = {"step_id": step_id, "module_id": module.id, "state": changes}
    if CONTINUE in module.outputs and "response" in produced:
        # Seen with the state as it is after this page, so that it can count what is left.
        after = {**produced, "state": {**state.state, **changes}}
        done["again"] = bool(render_value(module.outputs[CONTINUE], after))
    events = [SessionEvent("module_completed", done)]
    outputs = produced.get("outputs")
    if is_object(outputs) and "folder" in outputs:
        events.append(SessionEvent("files_exported", {"folder": outputs["folder"]}))
    return events
