"""A form's value as text that can be edited: JSON or YAML, and back."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from textual import on
from textual.widgets import TextArea

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from engine.form.paths import last_key
from engine.form.same_json import same_json
from schemas.clean_text import clean, clean_line
from schemas.json_value import is_object, kind_of
from tui.form.renderer import SchemaFormRenderer
from tui.form_tools.steps import Steps, putting

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


class ValueText(TextArea):
    """The form's value as text: each text that can be read becomes the form's at once.

    `fault` says why the present text cannot; `told` is called when that may have changed.
    """

    DEFAULT_CSS = """
    ValueText, ValueText:focus { height: 1fr; border: none; padding: 0 1; }
    """

    def __init__(
        self, form: SchemaFormRenderer, steps: Steps, format_: Format, told: Callable[[], None]
    ) -> None:
        self._form = form
        self._steps = steps
        self._told = told
        self.format: Format = format_
        self.fault = ""
        super().__init__(self._written(), show_line_numbers=True, tab_behavior="focus")

    def follow(self) -> None:
        """Show what the form holds now, unless that is what the text says, or it cannot be read."""
        if self.fault:
            return
        try:
            value = fitting(self._form.model, read(self.text, self.format))
        except Unreadable:
            return
        shown = self._form.model.submission()
        if (value is ABSENT) != (shown is ABSENT) or not same_json(value, shown):
            self.text = self._written()

    def show_as(self, format_: Format) -> None:
        """Write the value in another format."""
        self.format = format_
        self.text = self._written()

    def take(self) -> bool:
        """Make what is written the form's value; whether it can be read."""
        model = self._form.model
        try:
            written_ = read(self.text, self.format)
            value = fitting(model, written_)
            if is_object(written_) and not same_json(written_, value):
                raise Unreadable("what is read-only cannot be changed")
        except Unreadable as error:
            self.fault = clean_line(str(error))
            self._told()
            return False
        self.fault = ""
        self._steps.edit(putting(value, model.submission()))
        self._told()
        return True

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.take()

    def _written(self) -> str:
        return clean(written(self._form.model.submission(), self.format))
