"""A number on a track, one row high: `━━━━●──────   100 `."""

from math import inf
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.number_grid import Number, NumberGrid

UNSET = "–"
_SHORTEST_TRACK = 4


class Slider(Widget, can_focus=True):
    """Chooses a number between two ends with arrow keys or the mouse.

    Left and right move one step, with shift ten; page up and down move a tenth of the range;
    home and end go to the ends; delete unsets the value where `clearable`. A click or drag
    on the track takes the number under it, both ends exactly.

    `value` may be set to anything, also None ("not set") and numbers off the grid or out of
    bounds: it is kept and shown as it is, with the thumb at the nearest edge, so that a draft
    is never altered by being looked at. Only a person's change posts `Changed`.

    Bounds, step and base are those of `NumberGrid`, as are the errors.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "One step down", show=False),
        Binding("right", "step(1)", "One step up", show=False),
        Binding("shift+left", "step(-10)", "Ten steps down", show=False),
        Binding("shift+right", "step(10)", "Ten steps up", show=False),
        Binding("pagedown", "page(-1)", "A tenth down", show=False),
        Binding("pageup", "page(1)", "A tenth up", show=False),
        Binding("home", "end(0)", "Lowest", show=False),
        Binding("end", "end(1)", "Highest", show=False),
        Binding("delete,backspace", "unset", "Not set", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "slider--filled",
        "slider--thumb",
        "slider--track",
        "slider--number",
        "slider--outside",
    }
    DEFAULT_CSS = """
    Slider {
        width: 1fr;
        height: 1;
        min-width: 8;
        pointer: pointer;
        & .slider--filled { color: $primary; }
        & .slider--thumb { color: $primary; text-style: bold; }
        & .slider--track { color: $foreground 40%; }
        & .slider--number { color: $foreground; }
        & .slider--outside { color: $text-error; text-style: bold; }
        &:focus .slider--filled { color: $accent; }
        &:focus .slider--thumb { color: $accent; text-style: bold; }
        &:focus .slider--number { text-style: bold; }
        &:disabled { opacity: 60%; }
    }
    """

    value: reactive[Number | None] = reactive[Number | None](None)

    class Changed(Message):
        """A person chose another `value` (None if it was unset)."""

        def __init__(self, slider: "Slider", value: Number | None) -> None:
            super().__init__()
            self.slider = slider
            self.value = value

        @property
        def control(self) -> "Slider":
            return self.slider

    def __init__(
        self,
        minimum: Number = 0,
        maximum: Number = 100,
        step: Number | None = None,
        value: Number | None = None,
        *,
        base: Number | None = None,
        clearable: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.grid = NumberGrid(minimum, maximum, step, base)
        self.clearable = clearable
        self._dragging = False
        self.set_reactive(Slider.value, value)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    # What is drawn

    def _label(self) -> str:
        text = UNSET if self.value is None else self.grid.spell(self.value)
        text = text.rjust(max(self.grid.widest(), len(UNSET)))
        # The brackets say "focus" where colours cannot.
        return f" [{text}]" if self.has_focus else f"  {text} "

    def _track_width(self) -> int:
        """Cells of the track; 0 where there is room for the number only."""
        width = self.content_size.width - len(self._label())
        return width if width >= _SHORTEST_TRACK else 0

    def _thumb_cell(self, width: int) -> int:
        assert self.value is not None
        return round(self.grid.fraction(self.value) * (width - 1))

    def _is_outside(self) -> bool:
        return self.value is not None and not self.grid.minimum <= self.value <= self.grid.maximum

    def render_line(self, y: int) -> Strip:
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        style = self.get_component_rich_style
        segments: list[Segment] = []
        if width := self._track_width():
            if self.value is None:
                segments.append(Segment("╌" * width, style("slider--track")))
            else:
                at = self._thumb_cell(width)
                thumb = "◉" if self.has_focus else "●"
                if self._is_outside():
                    thumb = "▶" if at else "◀"
                segments.append(Segment("━" * at, style("slider--filled")))
                segments.append(Segment(thumb, style("slider--thumb")))
                segments.append(Segment("─" * (width - at - 1), style("slider--track")))
        label_style = style("slider--outside" if self._is_outside() else "slider--number")
        segments.append(Segment(self._label(), label_style))
        drawn = Strip([segment for segment in segments if segment.text])
        return drawn.adjust_cell_length(self.size.width, self.rich_style)

    # What a person does

    def _choose(self, value: Number | None) -> None:
        if value != self.value or (value is None) != (self.value is None):
            self.value = value
            self.post_message(self.Changed(self, value))

    def action_step(self, steps: int) -> None:
        """Move by `steps`; a value that is not set becomes the lowest."""
        self._choose(self.grid.low if self.value is None else self.grid.shift(self.value, steps))

    def action_page(self, direction: int) -> None:
        self.action_step(direction * self.grid.page())

    def action_end(self, upper: int) -> None:
        self._choose(self.grid.high if upper else self.grid.low)

    def action_unset(self) -> None:
        if self.clearable:
            self._choose(None)

    def _choose_cell(self, cell: int, width: int) -> None:
        last = width - 1
        # Many numbers share a cell: a click on the thumb must not move it, but at the ends.
        if self.value is not None and 0 < cell < last and cell == self._thumb_cell(width):
            return
        self._choose(self.grid.at(cell / last if cell >= 0 else -inf))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = event.get_content_offset(self)
        width = self._track_width()
        if event.button != 1 or offset is None or offset.x >= width:
            return
        event.stop()
        self._dragging = True
        self.capture_mouse()
        self._choose_cell(offset.x, width)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if not self._dragging:
            return
        event.stop()
        # A button pressed and let go within one batch of input goes up before we capture.
        if event.button != 1:
            self._stop_dragging()
        elif width := self._track_width():
            self._choose_cell(event.x - self.gutter.left, width)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._dragging:
            event.stop()
            self._stop_dragging()

    def on_hide(self) -> None:
        self._stop_dragging()

    def on_unmount(self) -> None:
        # Textual would go on sending the mouse to a widget that is gone.
        self._stop_dragging()

    def _stop_dragging(self) -> None:
        self._dragging = False
        self.release_mouse()
