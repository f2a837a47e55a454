"""What kind of value a schema is about, also where it does not say so."""

from typing import Any, Literal

from engine.form.schema.flat import Flat
from schemas.json_value import is_list, is_object

JsonType = Literal["string", "number", "integer", "boolean", "array", "object", "null", "any"]

TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")

_TELLING: tuple[tuple[JsonType, tuple[str, ...]], ...] = (
    ("object", ("properties", "patternProperties", "additionalProperties", "required", "minProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems")),
    ("string", ("minLength", "maxLength", "pattern", "format")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)


def json_type(flat: Flat) -> JsonType:
    """Return the type, guessed from other keywords or the default where none is named; else `any`."""
    named = flat.get("type")
    if named is not None:
        return named if isinstance(named, str) and named in TYPES else "any"  # pyright: ignore[reportReturnType]
    if "enum" in flat.keywords or "const" in flat.keywords:
        return "null" if _is_always_null(flat) else "any"
    for kind, keywords in _TELLING:
        if any(keyword in flat.keywords for keyword in keywords):
            return kind
    return type_of(flat.get("default")) if flat.get("default") is not None else "any"


def _is_always_null(flat: Flat) -> bool:
    if "const" in flat.keywords:
        return flat.get("const") is None
    listed = flat.get("enum")
    return is_list(listed) and len(listed) > 0 and all(each is None for each in listed)


def type_of(value: Any) -> JsonType:
    """Return the type of a JSON value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case int():
            return "number"
        case float():
            return "number"
        case _:
            return "array" if is_list(value) else "object" if is_object(value) else "any"


def may_be(flat: Flat, value: Any) -> bool:
    """Whether the value is of a type that the schema allows; null only where it says so."""
    if value is None:
        return flat.nullable or flat.get("type") in (None, "null")
    named = flat.get("type")
    kinds = named if is_list(named) else [named if named is not None else json_type(flat)]
    actual = type_of(value)
    return any(
        kind in (actual, "any") or (kind == "integer" and actual == "number" and _is_whole(value))
        for kind in kinds
    )


def _is_whole(value: int | float) -> bool:
    return isinstance(value, int) or value.is_integer()
