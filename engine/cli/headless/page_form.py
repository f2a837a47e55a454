"""Fills a page's form from texts and JSON, for a script."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.cli.headless.fault import Fault
from engine.cli.output import USAGE
from engine.form import by_text
from engine.form.model import FormModel
from engine.form.paths import is_within, join
from schemas.json_value import is_object
from schemas.messages.session import InteractionView


def form_of(page: InteractionView) -> FormModel:
    """The form as it stands: what was typed, or what the page began with."""
    values = page.request.display_data.get("current_values")
    return FormModel(page.request.input_schema, values if is_object(values) else None, page.draft)


def set_text(form: FormModel, name: str, text: str) -> None:
    """Take the text of a field, read by the field's type. Raises `Fault` if it means no allowed value."""
    try:
        field = by_text.set_by_text(form, name, text)
    except ValueError as error:
        raise Fault(USAGE, str(error)) from None
    _check(form, [field.name])


def set_values(form: FormModel, values: Mapping[str, Any]) -> None:
    """Take JSON values by key. Raises `Fault` for an unknown field or a value that is not allowed."""
    try:
        names = [by_text.field_named(form, join("", key)).name for key in values]
    except ValueError as error:
        raise Fault(USAGE, str(error)) from None
    form.apply(values)
    _check(form, names)


def _check(form: FormModel, names: Sequence[str]) -> None:
    wrong = [
        f"{path}: {message}"
        for path, messages in form.validate().items()
        if any(is_within(path, name) for name in names)
        for message in messages
    ]
    if wrong:
        raise Fault(USAGE, "; ".join(wrong), code="unprocessable")
