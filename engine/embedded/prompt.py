"""What the system prompt says about actions that may be asked for."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine.embedded.example import example_of
from schemas.clean_text import clean, clean_line
from schemas.documents.embedded_actions import ActionDefinition, Format
from schemas.json_value import is_list, is_object

_IN_PROSE = (
    "Write an action into your reply as its example shows, on a line of its own: the parameters are one JSON "
    "object, with line breaks in texts written as \\n. The person does not see it. Do not put it into a code "
    "block or between backticks: there it is only text."
)
_HOW = {
    "brackets": _IN_PROSE,
    "xml": _IN_PROSE,
    "json": (
        "Reply with one JSON object and nothing else: `reply` is the text for the person, `actions` the list "
        "of the actions you ask for, which is often empty."
    ),
}
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "object",
    "null": "null",
}
_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "matches {}",
    "format": "format {}",
}
_SAID = frozenset({"type", "enum", "const", "description", "title", "default", "examples", *_LIMITS})
"""Keywords of a parameter that a line says in words."""


def section(format: Format, definitions: Sequence[ActionDefinition]) -> str:  # noqa: A002
    """A heading, how actions are asked for, and each of them with its parameters and an example."""
    parts = [f"# Actions\n\nYou can ask for these actions. {_HOW[format]}"]
    return "\n\n".join([*parts, *(_described(format, definition) for definition in definitions)]) + "\n"


def _described(format: Format, definition: ActionDefinition) -> str:  # noqa: A002
    lines = [f"## {definition.name}"]
    if description := clean(definition.description).strip():
        lines += ["", description]
    lines += ["", *_parameters(definition.parameters)]
    example = example_of(definition)
    if example is not None:
        lines += ["", "Example:", "", written(format, definition.name, example)]
    return "\n".join(lines)


def written(format: Format, name: str, parameters: Mapping[str, Any]) -> str:  # noqa: A002
    """An action as a reply asks for it, in one line; for `json`, the whole reply."""
    if format == "json":
        return _dumped({"reply": "…", "actions": [{"name": name, "parameters": parameters}]})
    if format == "xml":
        return f'<action name="{name}">{_dumped(parameters)}</action>'
    return f"[ACTION:{name}]{_dumped(parameters)}[/ACTION]"


def _parameters(schema: Mapping[str, Any]) -> list[str]:
    properties: Any = schema.get("properties")
    known = {"type", "properties", "required", "additionalProperties", "title", "description", "$schema"}
    if not is_object(properties) or schema.keys() - known:
        return [f"Parameters, as a JSON Schema: {_dumped(schema)}"]
    if not properties:
        return ["Parameters: none."]
    required: Any = schema.get("required")
    needed: list[Any] = required if is_list(required) else []
    return ["Parameters:", *(_parameter(name, shape, name in needed) for name, shape in properties.items())]


def _parameter(name: str, schema: Any, required: bool) -> str:
    shape: Mapping[str, Any] = schema if is_object(schema) else {}
    facts = [_kind(shape), "required" if required else "optional"]
    if is_list(choices := shape.get("enum")):
        facts.append("one of " + ", ".join(map(_dumped, choices)))
    if "const" in shape:
        facts.append(f"always {_dumped(shape['const'])}")
    facts += [words.format(clean_line(str(shape[key]))) for key, words in _LIMITS.items() if key in shape]
    if "default" in shape:
        facts.append(f"{_dumped(shape['default'])} if it is left out")
    line = f"- {clean_line(name)} ({', '.join(fact for fact in facts if fact)})"
    said = shape.get("description") or shape.get("title")
    if isinstance(said, str):
        line += f": {clean_line(said).strip()}"
    rest = {key: value for key, value in shape.items() if key not in _SAID and not key.startswith("_")}
    return f"{line} (JSON Schema: {_dumped(rest)})" if rest else line


def _kind(shape: Mapping[str, Any]) -> str:
    kinds: Any = shape.get("type")
    listed: list[Any] = kinds if is_list(kinds) else [kinds]
    return " or ".join(_WORDS[kind] for kind in listed if isinstance(kind, str) and kind in _WORDS)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=dict)
