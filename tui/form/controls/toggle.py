"""Yes or no on one line: `[✓] yes`."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from tui.form.controls.line_control import LineControl


class Toggle(LineControl):
    """Switches with space, enter or a click; delete unsets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "switch", "Switch", show=False),
    ]

    def label(self) -> str:
        value = self.value
        if value is True:
            return "yes"
        if value is False:
            return "no"
        return super().label()

    def render(self) -> Content:
        mark = "✓" if self.value is True else " " if self.value is False else "–"
        return Content(f"[{mark}] {self.label()}")

    def action_switch(self) -> None:
        self.choose(self.value is not True)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        # Not on click: the focus that moves here may shift the row before the button is up.
        if event.button == 1:
            event.stop()
            self.action_switch()
