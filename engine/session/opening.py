"""Opens interactions: from a module and the state to the request a screen is drawn from."""

import secrets
from collections.abc import Mapping
from typing import Any

from engine.session.state import SessionEvent
from engine.templates.sandbox import render_value
from schemas.documents.interaction import InteractionRequest
from schemas.documents.module import Module
from schemas.documents.result_display import ResultDisplay
from schemas.json_value import is_object

_NO_FIELDS: dict[str, Any] = {"type": "object", "properties": {}}


def opened(step_id: str, module: Module, state: Mapping[str, Any]) -> SessionEvent:
    """The event that opens a module's interaction. Raises `MissingName` or ValueError for its templates."""
    inputs = module.inputs if module.literal_inputs else render_value(module.inputs, {"state": state})
    data = dict(inputs)
    schema = module.input_schema if isinstance(module.input_schema, dict) else _NO_FIELDS
    display: ResultDisplay | None = None
    if isinstance(module.result_display_schema, dict):
        display = ResultDisplay.model_validate(module.result_display_schema)
        if "." not in display.ux.source and "[" not in display.ux.source:
            data.setdefault(display.ux.source, [])
    data["current_values"] = with_defaults(schema, data.get("current_values"))
    request = InteractionRequest(
        title=module.title,
        description=module.description,
        display_data=data,
        input_schema=schema,
        sub_actions=module.sub_actions,
        result_display_schema=display,
        navigation=module.navigation,
        continue_label=module.continue_label,
    )
    return SessionEvent(
        "interaction_opened",
        {
            "interaction_id": f"{step_id}.{module.id}.{secrets.token_hex(4)}",
            "step_id": step_id,
            "module_id": module.id,
            "request": request.model_dump(mode="json", by_alias=True, exclude_unset=True),
        },
    )


def with_defaults(schema: Mapping[str, Any], values: Any) -> dict[str, Any]:
    """The schema's defaults, overlaid by `values`."""
    properties = schema.get("properties", {})
    defaults: dict[str, Any] = {
        name: shape["default"]
        for name, shape in properties.items()
        if is_object(shape) and "default" in shape
    }
    return {**defaults, **(values if is_object(values) else {})}
