"""What the errors of jsonschema mean, in plain words to be read after the name of what is wrong."""

from typing import Any

from engine.form.schema.labels import labels_of, spelt
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object

REQUIRED = "is required"
NOT_ALLOWED = "is not allowed here"

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
        case "minLength" if limit == 1:
            return "must not be empty"
        case keyword if keyword in _COUNTED:
            bound, one, several = _COUNTED[keyword]
            return f"must have at {bound} {limit} {one if limit == 1 else several}"
        case "pattern" if error.message.startswith("cannot be checked"):
            return str(error.message)
        case "anyOf" | "oneOf" if (labels := labels_of_union(error)) is not None:
            return _one_of(labels)
        case "oneOf" if not error.context:
            return "fits more than one of the variants"
        case "const":
            return f"must be {spelt(limit)}"
        case "minimum" if error.schema.get("exclusiveMinimum") is True:  # as draft-04 spells it
            return f"must be more than {limit}"
        case "maximum" if error.schema.get("exclusiveMaximum") is True:
            return f"must be less than {limit}"
        case None:
            return NOT_ALLOWED
        case keyword if keyword in _PLAIN:
            return _PLAIN[keyword].format(limit)
        case _:
            return str(error.message)


_COUNTED = {
    "minLength": ("least", "character", "characters"),
    "maxLength": ("most", "character", "characters"),
    "minItems": ("least", "item", "items"),
    "maxItems": ("most", "item", "items"),
    "minProperties": ("least", "entry", "entries"),
    "maxProperties": ("most", "entry", "entries"),
}
_PLAIN = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "pattern": "must match the pattern {}",
    "format": "must be a valid {}",
    "uniqueItems": "must not have the same item twice",
    "contains": "does not have an item that it must have",
    "minContains": "must have at least {} items of the kind that it must have",
    "maxContains": "must have at most {} items of the kind that it must have",
    "unevaluatedItems": "has items that are not allowed",
    "not": "has a value that is not allowed",
}


def _one_of(labels: list[str]) -> str:
    shown = ", ".join(labels[:_MOST_CHOICES])
    if len(labels) == 1:
        return f"must be {shown}"
    return f"must be one of {shown}{', …' if len(labels) > _MOST_CHOICES else ''}"
