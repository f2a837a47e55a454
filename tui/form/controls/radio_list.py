"""All choices under each other, one marked: `(•) fast`."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from tui.form.controls.line_control import LineControl, matches


class RadioList(LineControl):
    """Up and down (or left and right) choose, as does a click; delete unsets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "move(-1)", "Previous", show=False),
        Binding("down,right", "move(1)", "Next", show=False),
    ]
    DEFAULT_CSS = """
    RadioList { height: auto; }
    """

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.field.choices)

    def chosen(self) -> int | None:
        """The index of the value among the choices."""
        value = self.value
        return next((at for at, c in enumerate(self.field.choices) if matches(c.value, value)), None)

    def render(self) -> Content:
        chosen = self.chosen()
        lines = [
            Content(f"({'•' if at == chosen else ' '}) {choice.label}")
            for at, choice in enumerate(self.field.choices)
        ]
        return Content("\n").join(lines)

    def action_move(self, by: int) -> None:
        chosen = self.chosen()
        last = len(self.field.choices) - 1
        at = 0 if chosen is None else min(last, max(0, chosen + by))
        if at != chosen:
            self.choose(self.field.choices[at].value)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = event.get_content_offset(self)
        if event.button == 1 and offset is not None and offset.y < len(self.field.choices):
            event.stop()
            self.choose(self.field.choices[offset.y].value)
