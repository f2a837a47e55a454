"""The title of a group of fields inside an object: `── Contact ──────`, or `▾ Contact` where it folds."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.form.outline import Entry


class GroupLine(Widget):
    """Folds with space, enter or a click, and can be focused, where the form's style is to fold."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "turn", "Fold", show=False)]
    DEFAULT_CSS = """
    GroupLine {
        height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; border-left: blank;
        &:focus { border-left: outer $accent; color: $accent; }
    }
    """

    class Turned(Message):
        """The person folded or unfolded the group whose line is at `path`."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.placement = entry.placement
        self.can_focus = entry.folds
        if entry.folds:
            self.styles.pointer = "pointer"

    def show(self, entry: Entry) -> None:
        """Stand for the entry as it is now."""
        self.entry = entry
        self.can_focus = entry.folds
        self.refresh()

    def render(self) -> Content:
        entry = self.entry
        if entry.folds:
            return Content.styled(f"{'▸' if entry.folded else '▾'} {entry.label}", "bold")
        rule = self.content_size.width - Content(entry.label).cell_length - 4
        line = Content.styled("── ", "$foreground 30%") + Content.styled(entry.label, "bold")
        return line + Content.styled(f" {'─' * max(0, rule)}", "$foreground 30%")

    def action_turn(self) -> None:
        if self.entry.folds:
            self.post_message(self.Turned(self.entry.key.path))

    def on_click(self) -> None:
        self.action_turn()
