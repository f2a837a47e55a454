"""Opens interactions: from a module and the state to the request a screen is drawn from."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from engine.session.state import SessionEvent
from engine.templates.sandbox import render_value
from schemas.documents.interaction import InteractionRequest, InteractionType
from schemas.documents.module import Module
from schemas.documents.result_display import ResultDisplay
from schemas.json_value import is_list, is_object

_NO_FIELDS: dict[str, Any] = {"type": "object", "properties": {}}


Completed = Callable[[InteractionRequest], InteractionRequest]
"""Puts into a page what its documents leave to the session, such as a provider's parameters."""


def opened(step_id: str, module: Module, state: Mapping[str, Any], completed: Completed) -> SessionEvent:
    """The event that opens a module's interaction. Raises `MissingName` or ValueError for its templates."""
    request = completed(page_request(step_id, module, state))
    return SessionEvent(
        "interaction_opened",
        {
            "interaction_id": f"{step_id}.{module.id}.{secrets.token_hex(4)}",
            "step_id": step_id,
            "module_id": module.id,
            "request": request.model_dump(mode="json", by_alias=True, exclude_unset=True),
        },
    )


def page_request(step_id: str, module: Module, state: Mapping[str, Any]) -> InteractionRequest:
    """What a module's page is drawn from, on a state. Raises `MissingName` or ValueError.

    A page of records says in its display data which document's they are (`state.document_id`,
    None where nothing has set it), and what the step's script reads, writes and is.
    """
    inputs = module.inputs if module.literal_inputs else render_value(module.inputs, {"state": state})
    data = {**inputs, **_of_records(step_id, module, state)}
    schema = module.input_schema if isinstance(module.input_schema, dict) else _NO_FIELDS
    display: ResultDisplay | None = None
    if isinstance(module.result_display_schema, dict):
        display = ResultDisplay.model_validate(module.result_display_schema)
        source = display.ux.source
        if "." not in source and "[" not in source:
            data.setdefault(source, [])
            data[source] = _with_ids(data[source])
    data["current_values"] = with_defaults(schema, data.get("current_values"))
    return InteractionRequest(
        interaction_type=_type_of(module),
        title=module.title,
        description=module.description,
        display_data=data,
        input_schema=schema,
        sub_actions=module.sub_actions,
        result_display_schema=display,
        navigation=module.navigation,
        continue_label=module.continue_label,
    )


def _type_of(module: Module) -> InteractionType:
    if module.script is not None:
        return "records"
    return module.interaction or "form_with_sub_actions"


def _of_records(step_id: str, module: Module, state: Mapping[str, Any]) -> dict[str, Any]:
    script = module.script
    if script is None:
        return {}
    shown = script.model_dump(mode="json", include={"collection", "over", "inputs", "outputs"})
    kind = script.script_config.type
    return {
        **shown,
        "step_id": step_id,
        "document_id": state.get("document_id"),
        "script_type": kind,
        "panel": script.panel or kind,
    }


def _with_ids(results: Any) -> Any:
    """Results that no execution stored get an id, so that they can be selected; the same ones the same."""
    if not is_list(results):
        return results
    return [
        {**item, "content_id": _id_of(at, item)} if is_object(item) and not item.get("content_id") else item
        for at, item in enumerate(results)
    ]


def _id_of(at: int, item: Any) -> str:
    content = json.dumps([at, item], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def with_defaults(schema: Mapping[str, Any], values: Any) -> dict[str, Any]:
    """The schema's defaults, overlaid by `values`."""
    properties = schema.get("properties", {})
    defaults: dict[str, Any] = {
        name: shape["default"]
        for name, shape in properties.items()
        if is_object(shape) and "default" in shape
    }
    return {**defaults, **(values if is_object(values) else {})}
