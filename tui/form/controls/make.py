"""Chooses the control for a field."""

from collections.abc import Callable

from textual.widget import Widget

from engine.form.field import Field, Kind
from tui.form.controls.choice_bar import ChoiceBar
from tui.form.controls.control import Edits
from tui.form.controls.number_slider import NumberSlider
from tui.form.controls.radio_list import RadioList
from tui.form.controls.text_box import TextBox
from tui.form.controls.text_line import NumberLine, TextLine
from tui.form.controls.toggle import Toggle

_CONTROLS: dict[Kind, Callable[[Field, Edits], Widget]] = {
    "text": TextLine,
    "secret": TextLine,
    "textarea": TextBox,
    "json": TextBox,
    "number": NumberLine,
    "integer": NumberLine,
    "slider": NumberSlider,
    "select": ChoiceBar,
    "radio": RadioList,
    "checkbox": Toggle,
}


def make_control(field: Field, edits: Edits) -> Widget:
    """Return a new `Control` for the field; what a person does in it goes to `edits`."""
    return _CONTROLS[field.kind](field, edits)
