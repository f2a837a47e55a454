"""The JSON Schema that constrains replies of the format `json`."""

from collections.abc import Sequence
from typing import Any

from schemas.documents.embedded_actions import ActionDefinition
from schemas.json_value import is_list, is_object

_DATA = frozenset({"const", "enum", "default", "example", "examples"})
"""Keywords whose values are no schemas."""


def schema_of_reply(definitions: Sequence[ActionDefinition]) -> dict[str, Any]:
    """An object of the text (`reply`) and the list of `actions`, each one of these definitions."""
    shared: dict[str, Any] = {}
    branches: list[dict[str, Any]] = []
    for definition in definitions:
        parameters: Any = definition.parameters
        if _refers(parameters):  # What it refers to is found from the root of the whole schema.
            shared[definition.name] = _moved(parameters, f"#/$defs/{definition.name}")
            parameters = {"$ref": f"#/$defs/{definition.name}"}
        branches.append(_strict({"name": {"enum": [definition.name]}, "parameters": parameters}))
    actions: dict[str, Any] = {"type": "array", "items": {"anyOf": branches}}
    if not branches:
        actions = {"type": "array", "items": {"type": "object"}, "maxItems": 0}
    schema = _strict({"reply": {"type": "string"}, "actions": actions})
    return {**schema, "$defs": shared} if shared else schema


def _strict(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _refers(schema: Any) -> bool:
    if is_object(schema):
        return isinstance(schema.get("$ref"), str) or any(
            _refers(value) for key, value in schema.items() if key not in _DATA
        )
    return is_list(schema) and any(map(_refers, schema))


def _moved(schema: Any, root: str) -> Any:
    """The schema with references to places in itself, now that it stands at `root`."""
    if is_list(schema):
        return [_moved(item, root) for item in schema]
    if not is_object(schema):
        return schema
    moved = {key: value if key in _DATA else _moved(value, root) for key, value in schema.items()}
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        moved["$ref"] = root + reference[1:]
    return moved
