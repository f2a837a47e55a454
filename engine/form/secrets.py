"""What of a form's values may be written down where others could read it."""

from collections.abc import Mapping
from typing import Any

from engine.form.absent import ABSENT
from engine.form.field import Field
from engine.form.model import FormModel
from engine.form.paths import join
from schemas.json_value import is_list, is_object


def is_secret(field: Field) -> bool:
    """Whether the field's value is only ever to be given."""
    return field.write_only or field.kind == "secret"


def open_value(model: FormModel) -> tuple[Any, list[str]]:
    """Return what the form submits without its secrets, and the titles of those that have a value."""
    left_out: list[str] = []
    return _open(model, "", model.submission(), left_out), left_out


def without_secrets(schema: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values, shown or not, without its secrets at any depth."""
    try:
        model = FormModel(schema, data=values)
    except ValueError:
        return {}  # nothing is told of a form that is none
    return dict(_open(model, "", values, []))


def _open(model: FormModel, path: str, value: Any, left_out: list[str]) -> Any:
    try:
        field = model.field(path)
    except KeyError:
        return value
    if is_secret(field):
        left_out.append(field.title)
        return ABSENT
    if not model.children(path):
        return value
    if is_list(value):
        # A list keeps its places: what follows would be another item otherwise.
        kept = [_open(model, join(path, at), each, left_out) for at, each in enumerate(value)]
        return [None if each is ABSENT else each for each in kept]
    if not is_object(value):
        return value
    inner = {key: _open(model, join(path, key), each, left_out) for key, each in value.items()}
    return {key: each for key, each in inner.items() if each is not ABSENT}
