"""Reads `_ux`: what an author says about how a schema is drawn."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from schemas.documents.form import FormUx, Language
from schemas.json_value import is_object

Ux = TypeVar("Ux", bound=BaseModel)

_TEMPLATES = ("template", "jinja", "jinja2")


def read_hints(model: type[Ux], value: Any) -> Ux:
    """Read hints; wrong ones are left out, so that a form from elsewhere still opens."""
    if not is_object(value) or not value:
        return _none(model)
    hints = {key: hint for key, hint in value.items() if key in model.model_fields}
    try:
        return model.model_validate(hints)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False, include_input=False):
            hints.pop(str(problem["loc"][0]), None)
        return model.model_validate(hints)


def layout_within(around: FormUx, schema: Mapping[str, Any]) -> FormUx:
    """Return how an object inside a form is laid out: as it says, else as what is around it."""
    hints = schema.get("_ux")
    if not is_object(hints) or not any(key in hints for key in FormUx.model_fields):
        return around
    return around.model_copy(update=read_hints(FormUx, hints).model_dump(exclude_unset=True))


def language_of(schema: Mapping[str, Any]) -> Language | None:
    """Return the language of a text, as `_ux` or the `format` says."""
    hints = schema.get("_ux")
    asked = is_object(hints) and hints.get("language") == "jinja"
    return "jinja" if asked or schema.get("format") in _TEMPLATES else None


@cache
def _none(model: type[Ux]) -> Ux:
    return model()
