"""Which of a form's fields are the prompt."""

from collections.abc import Mapping
from typing import Any

from engine.form.provider_fields import is_parameter
from schemas.json_value import is_object


def prompt_field_names(schema: Mapping[str, Any]) -> list[str]:
    """The form's prompt fields: those of the group `prompt`, else every free-text field of the author's."""
    properties = schema.get("properties", {})
    shapes = {
        name: shape for name, shape in properties.items() if is_object(shape) and not is_parameter(shape)
    }
    grouped = [name for name, shape in shapes.items() if _ux(shape).get("group") == "prompt"]
    if grouped:
        return grouped
    return [
        name
        for name, shape in shapes.items()
        if shape.get("type", "string") == "string" and "enum" not in shape and "format" not in shape
    ]


def _ux(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    ux = shape.get("_ux")
    return ux if is_object(ux) else {}
