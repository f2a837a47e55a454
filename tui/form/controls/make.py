"""Chooses the control for a field."""

from collections.abc import Callable
from importlib import import_module

from textual.widget import Widget

from engine.form.field import Field
from tui.form.controls.control import Edits

FEW = 6
"""Of several that can be chosen, up to so many stand in the form itself; more open as a list."""

_CONTROLS: dict[str, str] = {
    "text": "text_line.TextLine",
    "secret": "secret_line.SecretLine",
    "textarea": "text_box.TextBox",
    "json": "json_box.JsonBox",
    "number": "number_line.NumberLine",
    "integer": "number_line.NumberLine",
    "slider": "number_slider.NumberSlider",
    "select": "choice_bar.ChoiceBar",
    "radio": "radio_list.RadioList",
    "checkbox": "toggle.Toggle",
    "multiselect": "multi_choice.MultiChoice",
    "date": "moment_line.MomentLine",
    "time": "moment_line.MomentLine",
    "datetime": "moment_line.MomentLine",
    "color": "colour_line.ColourLine",
    "file": "file_line.FileLine",
    "constant": "constant.Constant",
    "null": "constant.Constant",
}
_made: dict[str, Callable[[Field, Edits], Widget]] = {}


def make_control(field: Field, edits: Edits) -> Widget:
    """Return a new `Control` for the field; what a person does in it goes to `edits`."""
    place = _CONTROLS[field.kind]
    if field.kind == "multiselect" and len(field.choices) <= FEW:
        place = "check_list.CheckList"
    if place not in _made:
        # When first needed: most forms have few kinds, and a first frame waits for none of them.
        module, _, name = place.partition(".")
        _made[place] = getattr(import_module(f"tui.form.controls.{module}"), name)
    return _made[place](field, edits)
