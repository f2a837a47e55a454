"""The line above the parts of a value: `▾ Address   2 items`."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from engine.form.absent import ABSENT
from engine.form.field import Field
from engine.form.model import FormModel
from schemas.clean_text import clean_line
from schemas.json_value import is_list, is_object
from tui.form.outline import Entry
from tui.form.part_tools import ENTRY_KEYS, Act, PartAsked, Tool, drawn, head_tools, tool_at

_LONGEST_HINT = 60


class HeadLine(Widget, can_focus=True):
    """Folds with space, enter or a click; plus adds, delete removes; alt and up or down move an item."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "part('toggle')", "Fold", show=False),
        Binding("left", "part('fold')", "Fold", show=False),
        Binding("right", "part('unfold')", "Unfold", show=False),
        Binding("plus,insert", "add", "Add", show=False),
        Binding("delete,backspace,ctrl+delete", "remove", "Remove", show=False),
        *ENTRY_KEYS,
    ]
    DEFAULT_CSS = """
    HeadLine {
        height: 1; width: 1fr; pointer: pointer; text-wrap: nowrap; text-overflow: ellipsis;
        border-left: blank;
        &:focus { border-left: outer $accent; color: $accent; text-style: bold; }
        &.-error { color: $text-error; }
    }
    """

    def __init__(self, entry: Entry, model: FormModel, *, marks_changes: bool = False) -> None:
        super().__init__()
        self.entry = entry
        self.placement = entry.placement
        self._model = model
        self._marks = marks_changes
        self._tools: tuple[Tool, ...] = ()

    @property
    def field(self) -> Field:
        """The field whose parts stand below."""
        return self.entry.field

    def show(self, entry: Entry) -> None:
        """Stand for the entry as it is now."""
        self.entry = entry
        self.refresh()

    def show_errors(self, *, any_within: bool) -> None:
        """Mark that something at or below is wrong; the parts say what, where they are seen."""
        self.set_class(any_within, "-error")
        self.refresh()

    def render(self) -> Content:
        entry, path = self.entry, self.field.name
        is_set = self._model.is_set(path)
        self._tools = head_tools(self.field, in_list=entry.siblings > 0, is_set=is_set)
        title = self.field.title + (" *" if self.field.required else "")
        title += " ●" if self._marks and self._model.is_dirty(path) else ""
        line = Content.styled(f"{'▸' if entry.folded else '▾'} {title}", "bold")
        line += Content.styled(f"  {self.summary()}", "not bold $foreground 60%")
        errors = self._model.errors_at(path) or [said for at, said in self._model.objections if at == path]
        if errors:
            line += Content.styled(f"  ✗ {errors[0]}", "$text-error")
        elif self.has_class("-error"):
            line += Content.styled("  ✗", "$text-error")
        room = self.content_size.width - 2 * len(self._tools) - 1
        return line.truncate(max(0, room), ellipsis=True, pad=True) + " " + drawn(self._tools)

    def summary(self) -> str:
        """What there is below, in a few words."""
        value = self._model.value(self.field.name)
        if value is ABSENT:
            return "not set"
        if value is None:
            return "null"
        if is_list(value):
            return "empty" if not value else f"{len(value)} item{'s' if len(value) != 1 else ''}"
        if is_object(value) and self.entry.folded:
            words = (
                str(each) for each in value.values() if isinstance(each, str | int | float) and each != ""
            )
            return clean_line(", ".join(words))[:_LONGEST_HINT] or (
                "empty" if not value else f"{len(value)} set"
            )
        return "" if value else "empty"

    def action_part(self, act: Act) -> None:
        self.post_message(PartAsked(self.field.name, act))

    def action_add(self) -> None:
        self.action_part("add" if self.field.open else "begin")

    def action_remove(self) -> None:
        self.action_part("remove" if self.field.entry else "clear")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        offset = event.get_content_offset(self)
        cell = -1 if offset is None else offset.x - (self.content_size.width - 2 * len(self._tools))
        tool = tool_at(self._tools, cell)
        self.action_part(tool.act if tool else "toggle")
