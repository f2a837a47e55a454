"""The line below the parts of a value that adds one more."""

from textual import events
from textual.content import Content

from engine.form.field import Field
from tui.form.outline import Entry
from tui.form.part_tools import PartAsked
from tui.widgets.push_button import PushButton


class AddLine(PushButton):
    """`+ Add item`, for lists; `+ Add entry`, for keys that the person names."""

    def __init__(self, entry: Entry) -> None:
        noun = "entry" if entry.field.kind in ("map", "object") else "item"
        super().__init__(Content(f"+ Add {noun}"))
        self.entry = entry
        self.placement = entry.placement

    @property
    def field(self) -> Field:
        """The field that gets the new part."""
        return self.entry.field

    def action_press(self) -> None:
        self.post_message(PartAsked(self.field.name, "add"))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        event.prevent_default()  # the button's own message is for nobody here
        self.action_press()
