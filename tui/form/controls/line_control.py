"""The base of controls that draw themselves and hold no text."""

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from engine.form.field import Field
from engine.form.model import Absent
from tui.form.controls.control import Edits
from tui.form.controls.stand_in import NOT_SET, NULL


class LineControl(Widget, can_focus=True):
    """Draws the model's value; keeps no state of its own, so it can't disagree with the model."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,backspace,ctrl+delete", "unset", "Not set", show=False),
        Binding("ctrl+l", "set_null", "Null", show=False),
    ]
    DEFAULT_CSS = """
    LineControl {
        width: 1fr;
        height: 1;
        background: $surface;
        pointer: pointer;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { color: $accent; text-style: bold; }
        &:disabled { opacity: 60%; }
    }
    """

    def __init__(self, field: Field, edits: Edits) -> None:
        super().__init__()
        self.field = field
        self.edits = edits

    def show(self) -> None:
        self.refresh()

    @property
    def value(self) -> Any:
        """The field's value; `ABSENT` without one."""
        return self.edits.model.value(self.field.name)

    def choose(self, value: object) -> None:
        """Tell the form that a person chose `value`."""
        self.edits.take_value(self.field, value)
        self.refresh()

    def label(self) -> str:
        """The value in words."""
        value = self.value
        if isinstance(value, Absent):
            return self.field.placeholder or NOT_SET
        if value is None:
            return NULL
        for choice in self.field.choices:
            if matches(choice.value, value):
                return choice.label
        return f"{self.edits.model.text(self.field.name)} (?)"

    def render(self) -> Content:
        return Content(self.label())

    def action_unset(self) -> None:
        """Remove the value where the schema does not require one."""
        if not self.field.required and not isinstance(self.value, Absent):
            self.edits.take_nothing(self.field)
            self.refresh()

    def action_set_null(self) -> None:
        """Make the value null, where the schema has null."""
        if self.field.nullable and self.value is not None:
            self.choose(None)


def matches(left: Any, right: Any) -> bool:
    """Whether a choice is the value: in JSON true is not 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)
