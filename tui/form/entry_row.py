"""An item of a list, or what stands at a key of a map, with what can be done to it."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from engine.form.paths import last_key
from tui.form.controls.control import Edits
from tui.form.field_row import FieldRow
from tui.form.outline import Entry
from tui.form.part_tools import ENTRY_KEYS, Act, PartAsked, drawn, tool_at, tools_of

_NUMBER = 4


class EntryRow(FieldRow):
    """A list's item is one line with its number before it; signs to move, copy and remove it behind.

    Enter in an item adds one below it; what removes a value elsewhere removes the item here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+delete,ctrl+delete", "part('remove')", "Remove", show=False),
        *ENTRY_KEYS,
    ]
    DEFAULT_CSS = """
    EntryRow.-item > * { margin: 0 9 0 4; }
    """

    def __init__(self, entry: Entry, edits: Edits) -> None:
        super().__init__(entry.field, edits, entry.placement)
        self.in_list = entry.siblings > 0
        self._tools = tools_of(entry.field, in_list=self.in_list)
        if self.in_list:
            self.add_class("-item")
            self._label = Content(str(int(last_key(entry.field.name)) + 1))

    def render(self) -> Content:
        label = super().render()
        if self.in_list:
            label = Content(label.plain.rjust(_NUMBER - 1)).stylize(self.get_visual_style("field-row--label"))
        room = self.content_size.width - 2 * len(self._tools) - 1
        return label.truncate(max(0, room), ellipsis=True, pad=True) + " " + drawn(self._tools)

    def action_part(self, act: Act) -> None:
        self.post_message(PartAsked(self.field.name, act))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self.in_list:
            event.stop()
            self.action_part("add")

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y or event.widget is not self:
            return
        tool = tool_at(self._tools, offset.x - (self.content_size.width - 2 * len(self._tools)))
        if tool is not None:
            event.stop()
            self.action_part(tool.act)
