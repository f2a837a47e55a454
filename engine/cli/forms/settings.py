"""Fills a form from `--set NAME=TEXT`, as a person would with the controls on the screen."""

from engine.cli.forms.source import Unusable
from engine.form.field import Choice, Field
from engine.form.model import FormModel
from engine.form.paths import from_pointer, path_of
from engine.spelling import nearest

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def set_by_text(form: FormModel, assignment: str) -> None:
    """Take `NAME=TEXT`; the name is a path, a JSON pointer, or keys with dots. `Unusable` if it cannot be."""
    name, equals, text = assignment.partition("=")
    if not equals:
        raise Unusable(f"--set {assignment[:80]!r}: write NAME=TEXT")
    path, field = _place(form, name)
    try:
        if field.choices and field.kind != "multiselect":
            form.set_value(path, _choice(field, text).value)
        elif field.kind == "checkbox":
            form.set_value(path, _yes_or_no(field, text))
        else:
            form.set_text(path, text)
    except (KeyError, LookupError):
        raise Unusable(f"--set {name[:80]!r}: there is no such place in the form") from None


def _place(form: FormModel, name: str) -> tuple[str, Field]:
    for path in (from_pointer(name), path_of(name.split("."))):
        try:
            return path, form.field(path)
        except KeyError:
            continue
    names = [field.name for field in form.fields]
    close = nearest(name, names)
    hint = f"did you mean {close}?" if close else f"its fields are: {', '.join(names[:20])}"
    raise Unusable(f"--set {name[:80]!r}: the form has no such field; {hint}")


def _choice(field: Field, text: str) -> Choice:
    for choice in field.choices:
        if text in (choice.value, choice.label):
            return choice
    spelt = {each: choice for choice in field.choices for each in (str(choice.value), choice.label)}
    if text in spelt:
        return spelt[text]
    # Not one of them: taken as it is, and told by validation.
    return Choice(text, text)


def _yes_or_no(field: Field, text: str) -> bool:
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Unusable(f"{field.name}: {text[:80]!r} is neither true nor false")
