"""One line of text; the base of everything that is typed on one line."""

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.suggester import SuggestFromList
from textual.widgets import Input

from engine.form.field import Field
from engine.form.model import Absent
from tui.form.controls.choice_list import ChoiceList
from tui.form.controls.control import Edits
from tui.form.controls.popup import Popup
from tui.form.controls.stand_in import examples_of, placeholder_of

_TAIL_ROOM = 12
"""Cells that the text keeps beside what is drawn at the end of the line."""


class TextLine(Input):
    """A line of text, without a border.

    Where the field may be without a value, ctrl+delete, or backspace in the empty line, removes
    it; ctrl+l makes it null where the schema allows that. Examples in the schema are completed
    while typing (right takes the completion) and listed by down.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+delete", "unset", "Not set", show=False),
        Binding("ctrl+l", "set_null", "Null", show=False),
        Binding("down", "open", "Examples", show=False),
    ]

    # As everywhere, but without a layout of the whole screen when it changes: Input has it change at
    # every key, and its own size does not depend on it (held by a test).
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def __init__(self, field: Field, edits: Edits) -> None:
        examples = examples_of(field)
        super().__init__(
            edits.model.text(field.name),
            placeholder=placeholder_of(field, edits.model.value(field.name)),
            suggester=SuggestFromList(examples, case_sensitive=False) if examples else None,
            compact=True,
            select_on_focus=False,
        )
        self.field = field
        self.edits = edits
        self._examples = examples

    def show(self) -> None:
        text = self.edits.model.text(self.field.name)
        if text != self.value:
            self.value = text
        self._say_state()

    def _say_state(self) -> None:
        """Absent, empty and null look different."""
        if not self.value:
            self.placeholder = placeholder_of(self.field, self.edits.model.value(self.field.name))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        # What the line holds now, not what it held when the message was sent.
        self.edits.take_text(self.field, self.value)
        self._say_state()

    # No value

    def action_delete_left(self) -> None:
        if self.value:
            super().action_delete_left()
        else:
            self.action_unset()

    def action_unset(self) -> None:
        """Remove the value where the schema does not require one."""
        held = not isinstance(self.edits.model.value(self.field.name), Absent)
        if not self.field.required and (held or self.value):
            self._give(self.edits.take_nothing)

    def action_set_null(self) -> None:
        """Make the value null, where the schema has null."""
        if self.field.nullable:
            self._give(lambda field: self.edits.take_value(field, None))

    def _give(self, take: Callable[[Field], None]) -> None:
        take(self.field)
        self.show()

    # Examples

    def action_open(self) -> None:
        """List the examples."""
        if self._examples:
            at = self._examples.index(self.value) if self.value in self._examples else None
            ChoiceList(self, self._examples, at).open()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self.value = self._examples[event.index]
        self.cursor_position = len(self.value)

    def on_popup_closed(self, event: Popup.Closed) -> None:
        event.stop()
        if event.refocus:
            self.focus()

    # The end of the line

    def tail(self) -> list[Segment]:
        """What stands at the right end of the line, where there is room for it."""
        return []

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        tail = self.tail() if y == 0 else []
        width = self.size.width
        cells = sum(cell_len(segment.text) for segment in tail)
        if not tail or width - cells < max(_TAIL_ROOM, cell_len(self.value) + 1):
            return strip
        strip = strip.adjust_cell_length(width - cells, self.rich_style)
        return Strip([*strip, *tail]).apply_style(self.rich_style)

    def on_click(self, event: events.Click) -> None:
        if event.x >= self.size.width - sum(cell_len(segment.text) for segment in self.tail()):
            self.press_tail()

    def press_tail(self) -> None:
        """A click on what stands at the end of the line."""
