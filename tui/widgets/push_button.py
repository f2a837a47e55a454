"""A button of one line.

Textual's own has 57 rules for looks that are not used here. Each is parsed before the first
page is drawn, and each is looked at whenever any widget is styled.
"""

from typing import ClassVar, Self

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

PADDING = 1
"""Cells beside the label."""


class PushButton(Widget, can_focus=True):
    """As wide as its label; enter or a click presses it."""

    DEFAULT_CSS = """
    PushButton {
        height: 1; padding: 0 1; pointer: pointer; text-wrap: nowrap; text-overflow: ellipsis;
        background: $surface; color: $foreground;
        &:hover { background: $primary 30%; }
        &:focus { background: $primary; color: $text; text-style: bold reverse; }
    }
    """
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", "Press", show=False)]

    class Pressed(Message):
        """The person pressed `button`."""

        def __init__(self, button: "PushButton") -> None:
            super().__init__()
            self.button = button

        @property
        def control(self) -> "PushButton":
            return self.button

    def __init__(
        self,
        label: Content,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        tooltip: Content | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.label = label
        # Given, not "auto": a layout that flows reads it.
        self.styles.width = self.cells
        if tooltip is not None:
            self.tooltip = tooltip

    @property
    def cells(self) -> int:
        """How wide it is."""
        return self.label.cell_length + 2 * PADDING

    def render(self) -> Content:
        return self.label

    def press(self) -> Self:
        """Press it."""
        if not self.disabled and self.display:
            self.post_message(self.Pressed(self))
        return self

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.press()

    def action_press(self) -> None:
        self.press()
