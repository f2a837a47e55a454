"""A form's value as text, JSON or YAML, and back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from engine.form.paths import last_key
from schemas.json_value import is_object, kind_of

Format = Literal["json", "yaml"]


class Unreadable(ValueError):
    """The text is no value; the message says where and why."""


def written(value: Any, format_: Format) -> str:
    """Return a value as text; nothing for ABSENT."""
    if value is ABSENT:
        return ""
    if format_ == "json":
        return json.dumps(value, ensure_ascii=False, indent=2)
    import yaml  # noqa: PLC0415 - only for those who want it

    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def read(text: str, format_: Format) -> Any:
    """Return the value that a text means; ABSENT for an empty one."""
    if not text.strip():
        return ABSENT
    if format_ == "yaml":
        return _read_yaml(text)
    try:
        value = json.loads(text, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        raise Unreadable(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    return value


def _read_yaml(text: str) -> Any:
    from engine.documents.problems import DocumentErrors  # noqa: PLC0415 - as above
    from engine.documents.read_yaml import parse_yaml  # noqa: PLC0415

    try:
        return parse_yaml(text, Path("form.yaml"))
    except DocumentErrors as error:
        raise Unreadable(error.problems[0].message) from None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def fitting(model: FormModel, value: Any) -> Any:
    """Return the value for a form; `Unreadable` where the form is an object and the value is none.

    No value at all is an object with nothing in it there. What is read-only stays as it is.
    """
    if model.field("").kind not in ("object", "map") or (value is None and model.field("").nullable):
        return value
    if value is ABSENT:
        value = {}
    if not is_object(value):
        raise Unreadable(f"it must be an object, not {kind_of(value)}")
    return _with_read_only(model, value)


def _with_read_only(model: FormModel, value: Mapping[str, Any]) -> Mapping[str, Any]:
    fixed = [last_key(field.name) for field in model.fields if field.read_only]
    shown = model.submission()
    if not fixed or not is_object(shown):
        return value
    return {key: inner for key, inner in value.items() if key not in fixed} | {
        key: shown[key] for key in fixed if key in shown
    }
