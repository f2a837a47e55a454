"""Reads `_ux`: what an author says about how a schema is drawn."""

from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from schemas.json_value import is_object

Ux = TypeVar("Ux", bound=BaseModel)


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


@cache
def _none(model: type[Ux]) -> Ux:
    return model()
