"""The smallest valid request of each operation, made from its schema."""

from collections.abc import Mapping
from typing import Any

from engine.operations.operation import Operation

_GIVEN: Mapping[str, Mapping[str, Any]] = {
    "settings.edit": {"settings": {"temperature": 0.5}},
    "references.add": {"reference": {"text": "x"}},
    "sweeps.plan": {"axes": [{"field": "seed", "values": "1, 2"}]},
    "sweeps.start": {"axes": [{"field": "seed", "values": "1, 2"}]},
    "tokens.create": {"name": "new", "role": "viewer"},
    "tokens.revoke": {"name": "nobody"},
    "llm-actions.test": {"body": {"prompt": "x"}, "session_id": "?"},
    "step-settings.get": {"session_id": "?"},
    "step-settings.set": {"session_id": "?"},
    "step-settings.reset": {"session_id": "?"},
    "script-steps.list": {"session_id": "?"},
    "batches.start": {"session_id": "?"},
    "batches.list": {"session_id": "?"},
}
_PLAIN = {"integer": 1, "number": 1.0, "boolean": True, "array": [], "object": {}, "string": "x"}


def smallest(operation: Operation, ids: Mapping[str, str], uploaded: str) -> dict[str, Any]:
    """`ids` are what fields that name something get, `uploaded` is a file that may be read."""
    schema = operation.request.model_json_schema(by_alias=True)
    request: dict[str, Any] = {}
    for name in schema.get("required", []):
        shape = schema["properties"][name]
        request[name] = _value(name, shape)
    request |= {"path": uploaded} if "path" in request else {}
    request |= _GIVEN.get(operation.name, {})
    return {name: ids.get(name, value) for name, value in request.items()}


def _value(name: str, shape: Mapping[str, Any]) -> Any:
    if name == "workflow":
        return "flow"
    if name == "url":
        return f"blob:{'0' * 64}"
    if "enum" in shape:
        return shape["enum"][0]
    if "anyOf" in shape:
        return _value(name, shape["anyOf"][0])
    value = _PLAIN.get(shape.get("type", ""), "x")
    if shape.get("minItems"):
        return [_value("", shape["items"])] * shape["minItems"]
    if shape.get("minProperties"):
        return {"x": "x"}
    return value
