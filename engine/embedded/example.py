"""An example of an action's parameters: the author's, or one made from the schema."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import jsonschema
from referencing import Registry

from schemas.documents.embedded_actions import ActionDefinition
from schemas.json_value import is_list, is_object

_DEEPEST = 8
"""Levels that are made: a schema can refer to itself."""
_BOUNDS = {"minimum": 0, "exclusiveMinimum": 1, "maximum": 0, "exclusiveMaximum": -1}
"""Keywords of numbers, and by how many steps a value has to be beyond them."""
_MOST_ITEMS = 20
_FAR_INSIDE = 2
_OF_FORMAT = {
    "date": "2025-03-14",
    "date-time": "2025-03-14T09:30:00Z",
    "time": "09:30:00Z",
    "email": "someone@example.org",
    "uri": "https://example.org/",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
}


def example_of(definition: ActionDefinition) -> Mapping[str, Any] | None:
    """Parameters that fit the definition; None if its own do not and none could be made."""
    made = _Maker(definition.parameters).made(definition.parameters, "…", 0)
    for example in (definition.example, made):
        if is_object(example) and _fits(definition.parameters, example):
            return example
    return None


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    try:
        # A registry of its own: with none given, jsonschema fetches what a schema refers to.
        validator: Any = jsonschema.Draft202012Validator(schema, registry=Registry())
        return bool(validator.is_valid(value))
    except Exception:  # noqa: BLE001 - a schema that refers to what is not there raises all kinds
        return False


class _Maker:
    """Makes values of the schemas within a document; whether they fit is for the caller to check."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def made(self, schema: Any, name: str, depth: int) -> Any:
        """A short value; `name` is what a text says."""
        if not is_object(schema) or depth > _DEEPEST:
            return name
        if "const" in schema:
            return schema["const"]
        for listed in (schema.get("examples"), schema.get("enum")):
            if is_list(listed) and listed:
                return listed[0]
        if "default" in schema:
            return schema["default"]
        if isinstance(reference := schema.get("$ref"), str):
            return self.made(self._referred(reference), name, depth + 1)
        for keyword in ("anyOf", "oneOf"):
            branches = schema.get(keyword)
            if is_list(branches) and branches and is_object(branches[0]):
                rest = {key: value for key, value in schema.items() if key != keyword}
                return self.made({**rest, **branches[0]}, name, depth + 1)
        return self._of_type(schema, name, depth)

    def _referred(self, reference: str) -> Any:
        found: Any = self._document
        for key in reference.removeprefix("#").split("/")[1:]:
            key = unquote(key).replace("~1", "/").replace("~0", "~")
            found = found.get(key) if is_object(found) else None
        return found

    def _of_type(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        kind = schema.get("type")
        kind = kind[0] if is_list(kind) and kind else kind
        if kind == "object" or (kind is None and "properties" in schema):
            return self._object(schema, depth)
        if kind == "array":
            count = max(1, _whole(schema.get("minItems")))
            return [self.made(schema.get("items"), name, depth + 1)] * (
                min(count, _MOST_ITEMS) if depth < 3 else 1
            )
        if kind in ("integer", "number"):
            return _number(schema)
        if kind in ("boolean", "null"):
            return True if kind == "boolean" else None
        return _text(schema, name)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        """With all properties, in their order, but no optional ones far inside."""
        properties: Any = schema.get("properties")
        required: Any = schema.get("required")
        names: list[str] = list(properties) if is_object(properties) else []
        names += [name for name in required if name not in names] if is_list(required) else []
        if depth >= _FAR_INSIDE and is_list(required):
            names = [name for name in names if name in required]
        shapes: Mapping[str, Any] = properties if is_object(properties) else {}
        return {name: self.made(shapes.get(name), name.replace("_", " "), depth + 1) for name in names}


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _number(schema: Mapping[str, Any]) -> int | float:
    step: int | float = schema.get("multipleOf", 1)
    for keyword, beyond in _BOUNDS.items():
        bound = schema.get(keyword)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            return bound + beyond * step
    return step


def _text(schema: Mapping[str, Any], name: str) -> str:
    if (known := schema.get("format")) in _OF_FORMAT:
        return _OF_FORMAT[known]
    text = f"the {name}" if name != "…" else name
    shortest, longest = _whole(schema.get("minLength")), schema.get("maxLength")
    text = text.ljust(min(shortest, 1000), "…")
    return text[:longest] if isinstance(longest, int) and longest >= 0 else text
