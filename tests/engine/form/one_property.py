"""A form with one property, `x`: what most tests of a form need."""

from typing import Any

from engine.form.model import ABSENT, FormModel

DEFS = {
    "$defs": {
        "city": {"type": "string", "title": "City"},
        "node": {
            "type": "object",
            "properties": {
                "value": {"type": "integer"},
                "next": {"$ref": "#/$defs/node"},
                "kids": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            },
        },
    }
}
CIRCLE = {
    "title": "Circle",
    "properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}},
    "required": ["kind", "radius"],
}
BOX = {
    "title": "Box",
    "properties": {"kind": {"const": "box"}, "width": {"type": "number", "default": 3}},
    "required": ["kind", "width"],
}


def form(x: Any, data: Any = ABSENT, **root: Any) -> FormModel:
    """A form with one property `x`; `data` is its value."""
    given = {} if data is ABSENT else {"data": {"x": data}}
    return FormModel({"type": "object", "properties": {"x": x}, **DEFS, **root}, **given)


def names(model: FormModel, path: str = "x") -> list[str]:
    return [field.name for field in model.children(path)]
