"""What of a form's values may be written down where others could read it."""

from typing import Any

from engine.form.absent import ABSENT
from engine.form.field import Field
from engine.form.model import FormModel
from engine.form.paths import join


def is_secret(field: Field) -> bool:
    """Whether the field's value is only ever to be given."""
    return field.write_only or field.kind == "secret"


def open_value(model: FormModel) -> tuple[Any, list[str]]:
    """Return what the form submits without its secrets, and the titles of those that have a value."""
    left_out: list[str] = []
    return _open(model, "", model.submission(), left_out), left_out


def _open(model: FormModel, path: str, value: Any, left_out: list[str]) -> Any:
    try:
        field = model.field(path)
    except KeyError:
        return value
    if is_secret(field):
        left_out.append(field.title)
        return ABSENT
    if not isinstance(value, dict | list) or not model.children(path):
        return value
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    kept = [(key, _open(model, join(path, key), each, left_out)) for key, each in pairs]
    if isinstance(value, dict):
        return {key: each for key, each in kept if each is not ABSENT}
    # A list keeps its places: what follows would be another item otherwise.
    return [None if each is ABSENT else each for _, each in kept]
