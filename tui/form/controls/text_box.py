"""Text of several lines."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from engine.form.field import Field
from engine.form.model import Absent
from engine.form.nodes.hints import language_of
from tui.form.controls.control import Edits
from tui.form.controls.stand_in import placeholder_of
from tui.widgets.growing_text_area import PromptArea


class TextBox(PromptArea):
    """Grows with its text; ctrl+o asks for the person's own editor. Marks placeholders in templates only.

    As in a line, ctrl+delete, or backspace in the empty box, removes the value, and ctrl+l
    makes it null, where the schema allows that.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "ask_editor", "Edit in $EDITOR", show=False),
        Binding("ctrl+delete", "unset", "Not set", show=False),
        Binding("ctrl+l", "set_null", "Null", show=False),
    ]

    DEFAULT_CSS = """
    TextBox, TextBox:focus {
        border: none;  /* the row has the bar */
        background: $surface;
    }
    """

    class EditorWanted(Message):
        """The person wants the text of `field` in their own editor."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, field: Field, edits: Edits) -> None:
        # First of all, as the area looks at its text while it is made.
        self._is_template = language_of(field.schema) == "jinja"
        placeholder = placeholder_of(field, edits.model.value(field.name))
        super().__init__(edits.model.text(field.name), placeholder=Content(placeholder))
        self.field = field
        self.edits = edits
        if field.rows:
            self.styles.min_height = field.rows

    def _build_highlight_map(self) -> None:
        if self._is_template:
            super()._build_highlight_map()
        else:
            self._line_cache.clear()

    def show(self) -> None:
        text = self.edits.model.text(self.field.name)
        if text != self.text:
            self.text = text
        self._say_state()

    def _say_state(self) -> None:
        """Absent, empty and null look different."""
        if not self.text:
            words = placeholder_of(self.field, self.edits.model.value(self.field.name))
            self.placeholder = Content(words)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.edits.take_text(self.field, self.text)
        self._say_state()

    def action_ask_editor(self) -> None:
        self.post_message(self.EditorWanted(self.field))

    def action_delete_left(self) -> None:
        if self.text:
            super().action_delete_left()
        else:
            self.action_unset()

    def action_unset(self) -> None:
        """Remove the value where the schema does not require one."""
        held = not isinstance(self.edits.model.value(self.field.name), Absent)
        if not self.field.required and (held or self.text):
            self.edits.take_nothing(self.field)
            self.show()

    def action_set_null(self) -> None:
        """Make the value null, where the schema has null."""
        if self.field.nullable:
            self.edits.take_value(self.field, None)
            self.show()
