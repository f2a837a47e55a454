"""Gives every text part of a config its type: `"hello"` becomes `{"text": "hello", "type": "jinja2"}`.

Which strings are text parts is read from the action's config model, so a new action gets
this by declaring its fields as `TextPart`.
"""

from typing import Any

from pydantic import BaseModel

from engine.documents.place import Place
from engine.model_shape import Shape, branches, fields, item, member, models
from schemas.documents.refs import InlineText
from schemas.json_value import is_list, is_object


def with_typed_texts(model: type[BaseModel], value: Any, place: Place) -> Any:
    """A copy of a config (whose references are resolved) in which every text part has its type."""
    if not is_object(value):
        return value
    shapes = fields(model)
    return {
        key: _typed(shapes[key], inner, place.at(key)) if key in shapes else inner
        for key, inner in value.items()
    }


def _typed(shape: Shape, value: Any, place: Place) -> Any:
    is_text_part = InlineText in branches(shape)
    if is_text_part and isinstance(value, str):
        place.at("text").moved_from(place)
        return {"text": value, "type": "jinja2"}
    if is_text_part and is_object(value):
        return {**value, "type": value.get("type", "jinja2")} if "text" in value else value
    if is_list(value):
        shapes = item(shape)
        return [_typed(shapes[0], inner, place.at(at)) if shapes else inner for at, inner in enumerate(value)]
    known = models(shape)
    if len(known) == 1:
        return with_typed_texts(known[0], value, place)
    shapes = member(shape)
    if not known and shapes and is_object(value):
        return {key: _typed(shapes[0], inner, place.at(key)) for key, inner in value.items()}
    return value
