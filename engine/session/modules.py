"""The end of a module: what its outputs do to the workflow's state."""

from collections.abc import Mapping
from typing import Any

from engine.session.state import SessionEvent, SessionState
from engine.templates.sandbox import render_value
from schemas.documents.module import Module
from schemas.json_value import is_object


def module_completed(
    module: Module, step_id: str, state: SessionState, produced: Mapping[str, Any]
) -> list[SessionEvent]:
    """The events of a module's end. `produced` is `outputs` or `response`, what its expressions see.

    Raises `MissingName` or ValueError for an expression that cannot be evaluated.
    """
    changes = render_value(dict(module.outputs), {**produced, "state": state.state})
    done = {"step_id": step_id, "module_id": module.id, "state": changes}
    events = [SessionEvent("module_completed", done)]
    outputs = produced.get("outputs")
    if is_object(outputs) and "folder" in outputs:
        events.append(SessionEvent("files_exported", {"folder": outputs["folder"]}))
    return events
