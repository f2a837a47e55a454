"""The `Input` of a model's OpenAPI schema as a form's JSON Schema.

Cog writes choices as `allOf: [{"$ref": "#/components/schemas/scheduler"}]` and the order of
fields as `x-order`; a form needs the schema whole in itself, and keeps the order of keys.
"""

from collections.abc import Mapping
from typing import Any

from schemas.json_value import is_list, is_object

_HERE = "#/components/schemas/"
_DEEPEST = 12


def input_form(openapi: Any) -> dict[str, Any] | None:
    """The form of what a model takes; None when the document does not say."""
    schemas = _at(_at(openapi, "components"), "schemas")
    given = _at(schemas, "Input")
    if not is_object(given):
        return None
    form = _whole(given, schemas, 0)
    fields = form.get("properties")
    if is_object(fields):
        form["properties"] = dict(sorted(fields.items(), key=lambda field: _order(field[1])))
    form["type"] = "object"
    form.pop("title", None)
    return form


def fields_of(form: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The form's fields by name; None when they are not known."""
    fields = form.get("properties") if form is not None else None
    return fields if is_object(fields) else None


def _whole(schema: Mapping[str, Any], schemas: Any, depth: int) -> dict[str, Any]:
    """A copy with references replaced by what they mean, and an `allOf` of one merged."""
    made: dict[str, Any] = {}
    if depth > _DEEPEST:
        return made
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith(_HERE):
        target = _at(schemas, reference.removeprefix(_HERE))
        made.update(_whole(target, schemas, depth + 1) if is_object(target) else {})
    for key, value in schema.items():
        if key == "$ref":
            continue
        if key == "allOf" and is_list(value) and len(value) == 1 and is_object(value[0]):
            inner = _whole(value[0], schemas, depth + 1)
            made = {**inner, **made} if "title" in made else {**made, **inner}
        elif is_object(value) and key not in ("default", "example", "const"):
            made[key] = _whole(value, schemas, depth + 1)
        elif is_list(value) and key not in ("enum", "examples", "default", "required"):
            made[key] = [_whole(each, schemas, depth + 1) if is_object(each) else each for each in value]
        else:
            made[key] = value
    return made


def _at(value: Any, key: str) -> Any:
    return value.get(key) if is_object(value) else None


def _order(field: Any) -> float:
    order = _at(field, "x-order")
    return float(order) if isinstance(order, int | float) else float("inf")
