"""A log that follows a stream of tokens: only what is on screen is ever drawn."""

from time import monotonic
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer

from schemas.clean_text import clean
from tui.widgets.stream_rows import MAX_CHARACTERS, MAX_LINES, PREFIX, Kind, StreamRows

FRAME = 1 / 30
"""Seconds between two showings of what was appended."""

_MOMENT = 1 / 100  # Seconds that text waits at least, so that a burst is not shown in two goes.
_TAB = "    "
_WIDTH_BEFORE_LAYOUT = 80
_QUICKLY_REWRAPPED = 200_000  # Characters; 3 ms, or 50 of wide ones.
_REWRAP_PAUSE = 0.15  # Seconds that the size must stand still before more is rewrapped.
_CACHED_STRIPS = 1024


class StreamPane(ScrollView, can_focus=True):
    """Shows appended text and lines, wrapped at words, and follows the end.

    Whoever scrolls up stays there and sees how many rows have come below; the End key, a
    click on that count, or scrolling back to the end follows again. Text is selected with
    the mouse and copied without the line breaks that wrapping made.

    All text is cleaned here (tabs become four spaces) and never read as markup. The pane
    keeps the last `max_lines` lines and `max_characters` characters and says so at its top.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"stream-pane--{kind}" for kind in PREFIX),
        "stream-pane--notice",
    }
    DEFAULT_CSS = """
    StreamPane {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        color: $foreground;
        & .stream-pane--info { color: $text-muted; }
        & .stream-pane--success { color: $text-success; }
        & .stream-pane--warning { color: $text-warning; }
        & .stream-pane--error { color: $text-error; text-style: bold; }
        & .stream-pane--heading { color: $text-primary; text-style: bold; }
        & .stream-pane--notice { color: $text-accent; text-style: bold; }
    }
    """

    def __init__(
        self,
        *,
        max_lines: int = MAX_LINES,
        max_characters: int = MAX_CHARACTERS,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._rows = StreamRows(_WIDTH_BEFORE_LAYOUT, max_lines=max_lines, max_characters=max_characters)
        self._pending: list[str] = []
        self._changed_from: int | None = None  # Number of the first row that is not yet shown.
        self._showing_due = False
        self._shown_at = 0.0
        self._shown_base = 0
        self._following = True
        self._rewrap_timer: Timer | None = None
        self._strips: dict[int, Strip] = {}

    # What goes in

    def append(self, text: str) -> None:
        """Continue the open line, or start one; `text` may hold newlines or end anywhere."""
        if text:
            self._pending.append(text)
            self._show_soon()

    def write_line(self, text: str, kind: Kind = "info") -> None:
        """Add `text`, of one or more lines, as an entry of a kind; it closes the open line."""
        self._take_pending(final=True)
        self._note(self._rows.add(_prepare(text), kind))
        self._show_soon()

    def end_block(self) -> None:
        """What is appended next starts a line."""
        self._take_pending(final=True)
        self._rows.end_block()

    def clear(self) -> None:
        """Forget all text and follow again."""
        self._pending.clear()
        self._rows.clear()
        self._strips.clear()
        self._changed_from = 0
        self._following = True
        self._show_soon()

    @property
    def text(self) -> str:
        """Everything kept, without prefixes, lines joined by newlines."""
        self._take_pending()
        return self._rows.text()

    @property
    def following(self) -> bool:
        """Whether new text scrolls into view."""
        return self._following

    def _take_pending(self, *, final: bool = False) -> None:
        """Wrap what was appended; a carriage return at its very end may be half a line break."""
        if not self._pending:
            return
        text = "".join(self._pending)
        self._pending.clear()
        if text.endswith("\r") and not final:
            text = text[:-1]
            self._pending.append("\r")
        self._note(self._rows.append(_prepare(text)))

    def _note(self, changed_from: int) -> None:
        first = changed_from if self._changed_from is None else min(self._changed_from, changed_from)
        self._changed_from = first

    # When it is shown

    def _show_soon(self) -> None:
        if self._showing_due or not self.is_running:
            return
        self._showing_due = True
        self.set_timer(max(_MOMENT, self._shown_at + FRAME - monotonic()), self._show)

    def _show(self) -> None:
        """Bring the screen up to date with everything that came since the last time."""
        self._showing_due = False
        self._shown_at = monotonic()
        self._take_pending()
        if self._changed_from is None:
            return
        first, self._changed_from = self._changed_from, None
        self._forget_strips(first)
        moved = self._base() - self._shown_base
        size = Size(self._rows.width, self._height())
        if size == self.virtual_size and not moved:
            self.refresh_lines(first - self._base(), self._rows.end - first)
        else:
            self._resize_to(size, self.scroll_offset.y - moved)

    def _resize_to(self, size: Size, y: int) -> None:
        """Make room for `size`; unless the end is followed, `y` becomes the top row."""
        following = self._following
        self._shown_base = self._base()
        if max(size.height, self.virtual_size.height) > self.scrollable_content_region.height:
            self.virtual_size = size
        else:  # There is no scrollbar before and none after: nothing to lay out.
            self.set_reactive(StreamPane.virtual_size, size)  # type: ignore[arg-type]
        self.scroll_to(y=self.max_scroll_y if following else y)
        self._following = following or self._following
        self.refresh()

    def _forget_strips(self, first: int) -> None:
        if len(self._strips) > _CACHED_STRIPS:
            self._strips.clear()
        for number in range(max(first, self._rows.end - 2 * _CACHED_STRIPS), self._rows.end):
            self._strips.pop(number, None)

    def on_mount(self) -> None:
        super().on_mount()
        self._show_soon()

    def on_resize(self) -> None:
        width = self.scrollable_content_region.width
        if width < 1 or width == self._rows.width:
            self._resize_to(Size(self._rows.width, self._height()), self.scroll_offset.y)
        elif self._rows.characters < _QUICKLY_REWRAPPED:
            self._rewrap()
        else:
            if self._rewrap_timer is not None:
                self._rewrap_timer.stop()
            self._rewrap_timer = self.set_timer(_REWRAP_PAUSE, self._rewrap)

    def _rewrap(self) -> None:
        self._rewrap_timer = None
        width = self.scrollable_content_region.width
        if width < 1 or width == self._rows.width:
            return
        top = self._rows.rewrap(width, self._shown_base + self.scroll_offset.y)
        self._strips.clear()
        if self.text_selection is not None:  # Its row numbers mean other rows now.
            self.screen.clear_selection()
        self._resize_to(Size(width, self._height()), top - self._base())

    # Where the reader is

    def _base(self) -> int:
        """The number of the row at the very top; the notice that rows were dropped has one too."""
        dropped = self._rows.dropped_rows
        return dropped - 1 if dropped else 0

    def _height(self) -> int:
        return self._rows.end - self._base()

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._following = True
        self.scroll_to(y=self.max_scroll_y)
        self.refresh()

    def action_scroll_end(self) -> None:
        self.follow()

    def scroll_to(self, x: float | None = None, y: float | None = None, **how: Any) -> None:
        """Scroll at once: an animation would fight with the text that comes meanwhile."""
        super().scroll_to(x, y, **{**how, "animate": False})

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._following = round(new_value) >= self.max_scroll_y

    def _rows_below(self) -> int:
        return max(0, self._height() - self.scroll_offset.y - self.size.height)

    def _more_label(self) -> str:
        """What lies below, shown while it is not followed."""
        below = 0 if self._following else self._rows_below()
        return f" ↓ {below:,} more " if below else ""

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        width, height = self.size
        label = self._more_label()
        if label and offset and offset.y == height - 1 and offset.x >= width - len(label):
            event.stop()
            self.follow()

    # What is drawn

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def selection_updated(self, selection: Selection | None) -> None:
        self._strips.clear()
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return self._rows.text(selection.start, selection.end), "\n"

    def render_line(self, y: int) -> Strip:
        number = self._base() + self.scroll_offset.y + y
        width = self.size.width
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != width:
            strip = self._strips[number] = self._strip(number).adjust_cell_length(width, self.rich_style)
        if y == self.size.height - 1 and (label := self._more_label()):
            style = self.get_component_rich_style("stream-pane--notice")
            kept = strip.crop(0, max(0, width - len(label)))
            return Strip([*kept, Segment(label, style)], width).crop(0, width)
        return strip

    def _strip(self, number: int) -> Strip:
        index = number - self._rows.dropped_rows
        if index < 0:
            text = f"↑ {self._rows.dropped_lines:,} earlier lines are no longer kept"
            return Strip([Segment(text, self.get_component_rich_style("stream-pane--notice"))])
        if index >= len(self._rows.rows):
            return Strip([])
        row = self._rows.rows[index]
        style = self.get_component_rich_style(f"stream-pane--{row.kind}")
        prefix = PREFIX[row.kind] if row.begins == "entry" else " " * row.indent
        # Textual asks the drawn row which character the mouse is on.
        return Strip(self._segments(prefix + row.text, number, style)).apply_offsets(0, number)

    def _segments(self, text: str, number: int, style: Style) -> list[Segment]:
        selection = self.text_selection
        span = selection.get_span(number) if selection is not None else None
        if span is None:
            return [Segment(text, style)] if text else [Segment(" ", style)]
        start, end = span
        end = len(text) if end == -1 else end
        selected = style + self.screen.get_component_rich_style("screen--selection")
        parts = [(text[:start], style), (text[start:end], selected), (text[end:], style)]
        return [Segment(part, part_style) for part, part_style in parts if part] or [Segment(" ", selected)]


def _prepare(text: str) -> str:
    return clean(text).replace("\t", _TAB)
