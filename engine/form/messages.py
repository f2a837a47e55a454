"""What the errors of jsonschema mean, in plain words to be read after the name of what is wrong."""

from typing import Any

from engine.form.schema.labels import labels_of, spelt
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

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


def explain(error: Any) -> str:
    """Say what a jsonschema error means."""
    return short(_explain(error))


def short(text: str) -> str:
    """Return a text on one line, cut where it is too long."""
    line = clean_line(text[: 8 * _LONGEST])
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def labels_of_union(error: Any) -> list[str] | None:
    """Return what can be chosen, if each branch of the union is a value; else None."""
    branches: list[Any] = error.validator_value if is_list(error.validator_value) else []
    if not branches or not all(is_object(branch) and "const" in branch for branch in branches):
        return None
    return [
        branch["title"] if isinstance(branch.get("title"), str) else spelt(branch["const"])
        for branch in branches
        if branch["const"] is not None
    ]


def _explain(error: Any) -> str:
    limit = error.validator_value
    match error.validator:
        case "type":
            kinds = limit if is_list(limit) else [limit]
            return "must be " + " or ".join(_TYPES.get(str(kind), str(kind)) for kind in kinds)
        case "enum" if is_list(limit):
            labels = {spelt(value): label for value, label in labels_of(error.schema)}
            values = [spelt(value) for value in limit if value is not None]
            return _one_of([labels.get(value, value) for value in values])
        case "minLength":
            return "must not be empty" if limit == 1 else f"must have at least {limit} characters"
        case "minItems" | "minProperties":
            thing = "item" if error.validator == "minItems" else "entry"
            return f"must have at least {limit} {thing if limit == 1 else _PLURALS[thing]}"
        case "pattern" if error.message.startswith("cannot be checked"):
            return str(error.message)
        case "anyOf" | "oneOf" if (labels := labels_of_union(error)) is not None:
            return _one_of(labels)
        case "oneOf" if not error.context:
            return "fits more than one of the variants"
        case None:
            return "is not allowed here"
        case keyword if keyword in _PLAIN:
            return _PLAIN[keyword].format(limit)
        case _:
            return str(error.message)


_PLURALS = {"item": "items", "entry": "entries"}
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
    "maxProperties": "must have at most {} entries",
    "uniqueItems": "must not have the same item twice",
    "contains": "does not have an item that it must have",
    "not": "has a value that is not allowed",
}


def _one_of(labels: list[str]) -> str:
    shown = ", ".join(labels[:_MOST_CHOICES])
    if len(labels) == 1:
        return f"must be {shown}"
    return f"must be one of {shown}{', …' if len(labels) > _MOST_CHOICES else ''}"
