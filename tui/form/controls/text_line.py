"""One line of text: plain, secret or a number."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from engine.form.field import Field
from tui.form.controls.control import Edits


class TextLine(Input):
    """A line of text, without a border; shows dots where the field is a secret."""

    def __init__(self, field: Field, edits: Edits) -> None:
        super().__init__(
            edits.model.text(field.name),
            placeholder=Content(field.placeholder).plain,
            password=field.kind == "secret",
            compact=True,
            select_on_focus=False,
        )
        self.field = field
        self.edits = edits

    def show(self) -> None:
        text = self.edits.model.text(self.field.name)
        if text != self.value:
            self.value = text

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        # What the line holds now, not what it held when the message was sent.
        self.edits.take_text(self.field, self.value)


class NumberLine(TextLine):
    """A number as text; up and down step it.

    Letters are not refused: what does not parse is kept and named as an error, so that a
    pasted "1,000" does not vanish.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", "More", show=False),
        Binding("down", "step(-1)", "Less", show=False),
    ]

    def action_step(self, direction: int) -> None:
        """Step by the schema's multipleOf, else by 1, staying within the bounds."""
        field, value = self.field, self.edits.model.value(self.field.name)
        if self.value.strip() and (not isinstance(value, int | float) or isinstance(value, bool)):
            return
        step = field.step or 1
        number = (value if isinstance(value, int | float) else 0) + direction * step
        if isinstance(number, float):
            number = round(number, 10)
        if field.maximum is not None:
            number = min(number, field.maximum)
        if field.minimum is not None:
            number = max(number, field.minimum)
        self.value = str(number)
        self.cursor_position = len(self.value)
