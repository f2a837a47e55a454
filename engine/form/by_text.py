"""Fills a form from texts, as a person would with the controls on the screen."""

from typing import Any

from engine.form.field import Choice, Field
from engine.form.model import FormModel
from engine.form.paths import from_pointer, path_of
from engine.spelling import nearest

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def field_named(form: FormModel, name: str) -> Field:
    """Return the field by its path (`size/width`), a JSON pointer, or keys with dots.

    ValueError, saying what there is, if the form has no such field.
    """
    for path in (from_pointer(name), path_of(name.split("."))):
        try:
            return form.field(path)
        except KeyError:
            continue
    names = [field.name for field in form.fields]
    close = nearest(name, names)
    hint = f"did you mean {close}?" if close else f"its fields are: {', '.join(names[:20])}" if names else ""
    raise ValueError(f"the form has no field {name[:80]!r}{'; ' if hint else ''}{hint}")


def set_by_text(form: FormModel, name: str, text: str) -> Field:
    """Take the text of a field, read by the field's type; what it means no value for is kept as text.

    A choice may be called by its value or its label, a checkbox takes yes and no. ValueError if
    there is no such field, or no such place any more.
    """
    field = field_named(form, name)
    try:
        if field.choices and field.kind != "multiselect":
            form.set_value(field.name, _choice(field, text))
        elif field.kind == "checkbox":
            form.set_value(field.name, _yes_or_no(field, text))
        else:
            form.set_text(field.name, text)
    except LookupError:
        raise ValueError(f"there is no such place in the form: {name[:80]!r}") from None
    return field


def _choice(field: Field, text: str) -> Any:
    for choice in field.choices:
        if text in (choice.value, choice.label):
            return choice.value
    spelt = {each: choice for choice in field.choices for each in (str(choice.value), choice.label)}
    exact: Choice | None = spelt.get(text)
    folded = {spelling.casefold(): choice for spelling, choice in spelt.items()}
    found = exact or folded.get(text.strip().casefold())
    # One that there is not is taken as it is: validation tells what may be chosen.
    return found.value if found else text


def _yes_or_no(field: Field, text: str) -> bool:
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"{field.name}: {text[:80]!r} is neither true nor false")
