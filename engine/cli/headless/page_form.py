"""Fills a page's form from texts, as a person would with the controls on the screen."""

from collections.abc import Mapping
from typing import Any

from engine.cli.headless.fault import Fault
from engine.cli.output import USAGE
from engine.form.field import Choice, Field
from engine.form.model import FormModel
from engine.spelling import nearest
from schemas.json_value import is_object
from schemas.messages.session import InteractionView

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def form_of(page: InteractionView) -> FormModel:
    """The form as it stands: what was typed, or what the page began with."""
    values = page.request.display_data.get("current_values")
    return FormModel(page.request.input_schema, values if is_object(values) else None, page.draft)


def set_text(form: FormModel, name: str, text: str) -> None:
    """Take the text of a field, read by the field's type. Raises `Fault` if it means no allowed value."""
    field = _field(form, name)
    if field.choices:
        form.set_value(field.name, _choice(field, text).value)
    elif field.kind == "checkbox":
        form.set_value(field.name, _yes_or_no(field, text))
    else:
        form.set_text(field.name, text)
    _check(form, [field.name])


def set_values(form: FormModel, values: Mapping[str, Any]) -> None:
    """Take JSON values by field. Raises `Fault` for an unknown field or a value that is not allowed."""
    fields = [_field(form, name).name for name in values]
    form.apply(values)
    _check(form, fields)


def _field(form: FormModel, name: str) -> Field:
    names = [field.name for field in form.fields]
    if name in names:
        return form.field(name)
    close = nearest(name, names)
    hint = f"did you mean {close}?" if close else f"its fields are: {', '.join(names)}" if names else ""
    raise Fault(USAGE, f"this page has no field {name[:80]!r}", hint)


def _choice(field: Field, text: str) -> Choice:
    for choice in field.choices:
        if text in (choice.value, choice.label):
            return choice
    wanted = text.strip().casefold()
    spelt = {each: choice for choice in field.choices for each in (str(choice.value), choice.label)}
    for spelling, choice in spelt.items():
        if spelling.casefold() == wanted:
            return choice
    close = nearest(text, spelt)
    hint = f"did you mean {close}?" if close else ""
    allowed = ", ".join(choice.label for choice in field.choices)
    raise Fault(USAGE, f"{field.name}: {text[:80]!r} is none of: {allowed}", hint)


def _yes_or_no(field: Field, text: str) -> bool:
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Fault(USAGE, f"{field.name}: {text[:80]!r} is neither true nor false")


def _check(form: FormModel, names: list[str]) -> None:
    errors = form.validate()
    wrong = [f"{name}: {message}" for name in names for message in errors.get(name, ())]
    if wrong:
        raise Fault(USAGE, "; ".join(wrong), code="unprocessable")
