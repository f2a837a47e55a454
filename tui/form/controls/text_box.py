"""Text of several lines: prose or JSON."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from engine.form.field import Field
from tui.form.controls.control import Edits
from tui.widgets.growing_text_area import PromptArea


class TextBox(PromptArea):
    """Grows with its text; ctrl+o asks for the person's own editor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "ask_editor", "Edit in $EDITOR", show=False),
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
        super().__init__(edits.model.text(field.name), placeholder=Content(field.placeholder))
        self.field = field
        self.edits = edits
        if field.rows:
            self.styles.min_height = field.rows

    def show(self) -> None:
        text = self.edits.model.text(self.field.name)
        if text != self.text:
            self.text = text

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.edits.take_text(self.field, self.text)

    def action_ask_editor(self) -> None:
        self.post_message(self.EditorWanted(self.field))
