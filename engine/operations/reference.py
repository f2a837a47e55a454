"""Writes `docs/operations.md`: every operation with its request, reply and errors.

`python -m engine.operations.reference` writes the file; a test says when it is out of date.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from engine.operations.errors import BY_KIND
from engine.operations.listed import all_operations
from engine.operations.operation import Operation
from schemas.json_value import is_object
from schemas.messages.base import Answered, Message

FILE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"

_INTRODUCTION = """\
# Operations

Everything the engine can do. The terminal, the command line and the HTTP API all go through these, with the
same requests and replies; `reroll call NAME JSON` runs any of them, and `reroll call --list` prints the JSON
Schemas of the requests.

A reply is in an envelope: `{"success": true, "data": …}`, or `{"success": false, "error": …}` with `code`,
`message`, `hint` and `details`. Besides the errors that are named, every operation may fail with 500
(`internal`, or what is wrong with the disk). A request with an unknown or wrong field is 422
(`unprocessable`) and changes nothing.

On a server with tokens ([access.md](access.md)) each operation needs a role, and a right to the session that
its request names; what one may not see is 404, what one may not do 403 (`forbidden`).

This page is made from the program by `python -m engine.operations.reference`.
"""
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
}
_UNBOUNDED = 2**63
"""What only says that a database can hold it is not worth a word."""
_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} keys",
    "pattern": "matches `{}`",
}


def reference(operations: Sequence[Operation] | None = None) -> str:
    """The page, in Markdown; of all operations where none are given."""
    operations = all_operations() if operations is None else operations
    types: dict[str, type[Message]] = {}
    blocks = [_INTRODUCTION]
    for group, members in groupby(operations, key=lambda each: each.name.partition(".")[0]):
        blocks.append(f"## {group.capitalize()}\n")
        blocks += [_operation(each, types) for each in members]
    blocks.append("## Types\n\nWhat replies and requests are made of.\n")
    described: set[str] = set()
    while waiting := sorted(types.keys() - described):
        described.update(waiting)
        for name in waiting:
            _schema(types[name], types)
    blocks += [_type(types[name], types) for name in sorted(types)]
    return "\n".join(blocks)


def reply_of(operation: Operation) -> type[Message]:
    """The model of an operation's reply."""
    bases: tuple[Any, ...] = operation.request.__dict__["__orig_bases__"]
    (reply,) = (get_args(base)[0] for base in bases if getattr(base, "__origin__", None) is Answered)
    return reply


def errors_of(operation: Operation) -> list[str]:
    """The codes an operation fails with besides `internal`, by status.

    What names something can name what is not there; what takes anything can be given wrong.
    """
    fields = operation.request.model_fields
    codes = set(operation.errors)
    if any(name.endswith("_id") or name in ("url", "workflow") for name in fields):
        codes.add("not_found")
    if fields:
        codes.add("unprocessable")
    return sorted(codes, key=lambda code: BY_KIND[code].status)


def _operation(operation: Operation, types: dict[str, type[Message]]) -> str:
    reply = reply_of(operation)
    request = _schema(operation.request, types)
    types[reply.__name__] = reply
    errors = ", ".join(f"{BY_KIND[code].status} `{code}`" for code in errors_of(operation))
    about = operation.request.__dict__.get("__doc__") or operation.run.__doc__
    parts = [f"### `{operation.name}`\n", _prose(about)]
    parts.append("\n".join(_table(request, types)) or "The request is empty.\n")
    parts.append(
        f"Reply: {_link(reply.__name__, types)}. Errors: {errors or 'none of its own'}."
        f" With tokens: {operation.need}.\n"
    )
    return "\n".join(parts)


def _type(model: type[Message], types: dict[str, type[Message]]) -> str:
    parts = [f"### {model.__name__}\n"]
    if about := _prose(model.__dict__.get("__doc__")):
        parts.append(about)
    parts.append("\n".join(_table(_schema(model, types), types)) or "Nothing.\n")
    return "\n".join(parts)


def _schema(model: type[Message], types: dict[str, type[Message]]) -> Mapping[str, Any]:
    """The model's JSON Schema; messages that it is made of are added to `types`."""
    for field in model.model_fields.values():
        for each in _models(field.annotation):
            types[each.__name__] = each
    return model.model_json_schema(by_alias=True, ref_template="{model}")


def _models(annotation: Any) -> Iterator[type[Message]]:
    if isinstance(annotation, type) and issubclass(annotation, Message):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _table(schema: Mapping[str, Any], types: Mapping[str, Any]) -> Iterator[str]:
    properties: Mapping[str, Any] = schema.get("properties", {})
    if not properties:
        return
    yield "| field | type | |"
    yield "| --- | --- | --- |"
    for name, shape in properties.items():
        notes = [] if name not in schema.get("required", []) else ["required"]
        if shape.get("default") not in (None, "", [], {}):
            notes.append(f"`{json.dumps(shape['default'])}` without it")
        notes += [_bound(key, bound) for key in _BOUNDS for bound in _bounds(shape, key)]
        if "description" in shape:
            notes.append(shape["description"])
        cells = f"| `{name}` | {_type_text(shape, types)} | {'; '.join(notes)} |"
        yield cells.replace("  |", " |")
    yield ""


def _bounds(shape: Mapping[str, Any], key: str) -> list[Any]:
    bounds = [each[key] for each in (shape, *shape.get("anyOf", [])) if key in each]
    return [each for each in bounds if isinstance(each, str) or abs(each) < _UNBOUNDED]


def _bound(key: str, bound: Any) -> str:
    return (
        "not empty"
        if key.startswith("min") and key != "minimum" and bound == 1
        else _BOUNDS[key].format(bound)
    )


def _type_text(shape: Mapping[str, Any], types: Mapping[str, Any]) -> str:
    match shape:
        case {"$ref": name}:
            return _link(name, types)
        case {"const": value}:
            return f"`{json.dumps(value)}`"
        case {"enum": values}:
            return " or ".join(f"`{json.dumps(value)}`" for value in values)
        case {"anyOf": options}:
            return " or ".join(_type_text(option, types) for option in options)
        case {"type": "array", **more}:
            return f"list of {_type_text(more.get('items', {}), types)}"
        case {"type": "object", "additionalProperties": inner} if is_object(inner):
            return f"object of {_type_text(inner, types)}"
        case {"type": str(kind)}:
            return _WORDS.get(kind, kind)
        case _:
            return "anything"


def _link(name: str, types: Mapping[str, Any]) -> str:
    """Messages are on this page; documents are on their own."""
    return f"[{name}](#{name.lower()})" if name in types else f"`{name}`"


def _prose(docstring: str | None) -> str:
    lines = [line.strip() for line in (docstring or "").strip().splitlines()]
    return "\n".join(lines) + "\n" if lines else ""


if __name__ == "__main__":
    FILE.write_text(reference(), "utf-8")
