"""Validates a form's values by its JSON Schema, with messages in plain words."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from engine.form.field import Field
from schemas.clean_text import clean_line
from schemas.json_value import is_list

Errors = dict[str, list[str]]
"""Messages by field, each to be read after the field's title; "" has what concerns the whole form."""

REQUIRED = "is required"

_TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "yes or no",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_LONGEST = 160
_MOST_CHOICES = 8


class SchemaValidator:
    """Validates values against one schema; may be used in any thread.

    References to other documents are never fetched. A schema that is itself broken gives one
    message for the whole form.
    """

    def __init__(self, schema: Mapping[str, Any], fields: Iterable[Field]) -> None:
        self._schema = schema
        self._fields = {field.name: field for field in fields}

    @cached_property
    def _validator(self) -> Any:
        # jsonschema costs 50 ms to import, so it waits until something was typed.
        from jsonschema.validators import Draft202012Validator, validator_for  # noqa: PLC0415
        from jsonschema_specifications import REGISTRY  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

        kind: Any = validator_for(self._schema, default=Draft202012Validator)
        return kind(self._schema, registry=REGISTRY, format_checker=kind.FORMAT_CHECKER)

    def errors(self, values: Mapping[str, Any], *, hidden: Iterable[str] = ()) -> Errors:
        """Return what is wrong with `values`, the best message of each field first.

        Fields in `hidden` are not required.
        """
        from jsonschema.exceptions import UnknownType, relevance  # noqa: PLC0415 - as above
        from referencing.exceptions import Unresolvable  # noqa: PLC0415

        try:
            found: list[Any] = sorted(self._validator.iter_errors(dict(values)), key=relevance, reverse=True)
        except Unresolvable as error:
            return {"": [_short(f"the form's schema refers to {error.ref}, which is not there")]}
        except UnknownType as error:
            return {"": [_short(f"the form's schema has an unknown type: {error.type}")]}
        except (re.error, TypeError, AttributeError, ValueError, LookupError, RecursionError) as error:
            return {"": [_short(f"the form's schema is broken: {error}")]}
        skipped = frozenset(hidden)
        errors: Errors = {}
        for error in found:
            for name, message in self._messages(error, values, skipped):
                messages = errors.setdefault(name, [])
                if message not in messages:
                    messages.append(message)
        return errors

    def _messages(
        self, error: Any, values: Mapping[str, Any], hidden: frozenset[str]
    ) -> list[tuple[str, str]]:
        """Return the fields that an error concerns, with what to say there."""
        path = list(error.absolute_path)
        if not path:
            if error.validator == "required":
                missing = [name for name in error.validator_value if name not in values]
                return [(name, REQUIRED) for name in missing if name not in hidden]
            return [("", explain(error))]
        name = path[0]
        field = self._fields.get(name)
        if field is None:
            return [("", f"{_short(str(name))} {explain(error)}")]
        if len(path) == 1:
            if field.nullable and values.get(name) is None:
                return []  # `nullable: true` of OpenAPI, which JSON Schema does not know
            if field.choices and error.validator in ("oneOf", "anyOf", "enum", "const"):
                return [(name, _one_of([choice.label for choice in field.choices]))]
            return [(name, explain(error))]
        return [(name, f"{_place(path[1:])} {explain(error)}")]


def explain(error: Any) -> str:
    """Say what a jsonschema error means, to be read after the name of what is wrong."""
    return _short(_explain(error))


def _explain(error: Any) -> str:
    limit = error.validator_value
    match error.validator:
        case "required":
            missing = next((name for name in limit if name not in error.instance), "")
            return f"needs “{missing}”"
        case "type":
            kinds = limit if is_list(limit) else [limit]
            return "must be " + " or ".join(_TYPES.get(str(kind), str(kind)) for kind in kinds)
        case "enum":
            return _one_of([str(value) for value in limit])
        case "minLength":
            return "must not be empty" if limit == 1 else f"must have at least {limit} characters"
        case "minItems":
            return f"must have at least {limit} {'item' if limit == 1 else 'items'}"
        case "anyOf" | "oneOf" if error.context:
            return _explain(_nearest(error))
        case None:
            return "is not allowed here"
        case keyword if keyword in _PLAIN:
            return _PLAIN[keyword].format(limit)
        case _:
            return str(error.message)


_PLAIN = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "maxLength": "must have at most {} characters",
    "pattern": "must match the pattern {}",
    "format": "must be a valid {}",
    "const": "must be {}",
    "maxItems": "must have at most {} items",
    "uniqueItems": "must not have the same item twice",
    "not": "has a value that is not allowed",
}


def _nearest(error: Any) -> Any:
    """Of a union's errors the one of the variant that fits best: not the wrong type, and deepest."""
    return max(error.context, key=lambda inner: (inner.validator != "type", len(inner.path)))


def _one_of(labels: list[str]) -> str:
    shown = ", ".join(labels[:_MOST_CHOICES])
    if len(labels) == 1:
        return f"must be {shown}"
    return f"must be one of {shown}{', …' if len(labels) > _MOST_CHOICES else ''}"


def _place(path: list[Any]) -> str:
    """`items[2].name`, for the inside of a JSON field."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return _short(text.removeprefix("."))


def _short(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
