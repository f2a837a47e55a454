"""A number as text, which arrows and the wheel step."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType

from engine.form.field import Field
from tui.form.controls.text_line import TextLine

_FAINT = Style(dim=True)


class NumberLine(TextLine):
    """A number as text; up and down (or the wheel, while focused) step it, with shift ten times.

    Letters are not refused: what does not parse is kept and named as an error, so that a
    pasted "1,000" does not vanish.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", "More", show=False),
        Binding("down", "step(-1)", "Less", show=False),
        Binding("shift+up,pageup", "step(10)", "Ten more", show=False),
        Binding("shift+down,pagedown", "step(-10)", "Ten less", show=False),
    ]

    def action_step(self, steps: int) -> None:
        """Step by the schema's multipleOf, else by 1, staying within the bounds."""
        field, value = self.field, self.edits.model.value(self.field.name)
        if self.value.strip() and (not isinstance(value, int | float) or isinstance(value, bool)):
            return
        step = field.step or 1
        number = (value if isinstance(value, int | float) else 0) + steps * step
        if isinstance(number, float):
            number = round(number, 10)
        if field.maximum is not None:
            number = min(number, field.maximum)
        if field.minimum is not None:
            number = max(number, field.minimum)
        self.value = str(number)
        self.cursor_position = len(self.value)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, steps: int) -> None:
        # Only while focused: else scrolling through a form would change what the mouse passes.
        if self.has_focus:
            event.stop()
            event.prevent_default()
            self.action_step(steps)

    def tail(self) -> list[Segment]:
        bounds = bounds_of(self.field) if self.has_focus else ""
        return [Segment(f" {bounds} ", _FAINT)] if bounds else []


def bounds_of(field: Field) -> str:
    """Return the bounds in short: `1 – 10`, `≥ 1`, `≤ 10`, or nothing."""
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return f"{low} – {high}"
    return f"≥ {low}" if low is not None else f"≤ {high}" if high is not None else ""
