"""Yes or no on one line: `[✓] yes`."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from tui.form.controls.line_control import LineControl


class Toggle(LineControl):
    """Switches with space, enter or a click: yes, no and, without a default, not set; delete unsets.

    Left is no and right is yes, whatever it was.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "switch", "Switch", show=False),
        Binding("left", "say(False)", "No", show=False),
        Binding("right", "say(True)", "Yes", show=False),
    ]

    def label(self) -> str:
        value = self.value
        if value is True:
            return "yes"
        if value is False:
            return "no"
        return super().label()

    def render(self) -> Content:
        value = self.value
        mark = "✓" if value is True else " " if value is False else "∅" if value is None else "–"
        return Content(f"[{mark}] {self.label()}")

    def action_switch(self) -> None:
        field, value = self.field, self.value
        if value is False and not field.required and not field.has_default:
            self.action_unset()
        else:
            self.choose(value is not True)

    def action_say(self, value: bool) -> None:
        if self.value is not value:
            self.choose(value)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        # Not on click: the focus that moves here may shift the row before the button is up.
        if event.button == 1:
            event.stop()
            self.action_switch()
