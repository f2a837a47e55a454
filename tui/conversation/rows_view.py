"""The base of views that draw rows of text in several looks."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style

from tui.conversation.rows import Row
from tui.widgets.line_view import LineView

_LOOKS = (
    *("person", "reply", "state", "heading", "bold", "slanted", "code", "quote", "mark"),
    *("muted", "faint", "key", "accent", "success", "warning", "error", "notice", "cursor"),
)


class RowsView(LineView):
    """A subclass says in `render_line` which row stands where; the looks of pieces are here."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rows-view--{look}" for look in _LOOKS}
    DEFAULT_CSS = """
    RowsView {
        height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $foreground 25%;
        & .rows-view--person { color: $text-primary; text-style: bold; }
        & .rows-view--reply { color: $text-accent; text-style: bold; }
        & .rows-view--state { color: $text-secondary; text-style: bold; }
        & .rows-view--heading { text-style: bold; }
        & .rows-view--bold { text-style: bold; }
        & .rows-view--slanted { text-style: italic; }
        & .rows-view--code { color: $text-secondary; }
        & .rows-view--quote { color: $text-muted; text-style: italic; }
        & .rows-view--mark { color: $text-accent; }
        & .rows-view--muted { color: $text-muted; }
        & .rows-view--faint { color: $foreground 45%; }
        & .rows-view--key { color: $accent; text-style: bold; }
        & .rows-view--accent { color: $text-accent; }
        & .rows-view--success { color: $text-success; }
        & .rows-view--warning { color: $text-warning; }
        & .rows-view--error { color: $text-error; }
        & .rows-view--notice { color: $text-accent; text-style: bold; }
        & .rows-view--cursor { color: $accent; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._known: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        self._known.clear()
        super().notify_style_update()

    def style_of(self, look: str) -> Style:
        """The style of a look; "" is that of the view."""
        if look not in self._known:
            style = self.get_component_rich_style(f"rows-view--{look}") if look else self.rich_style
            self._known[look] = style
        return self._known[look]

    def segments(self, row: Row) -> list[Segment]:
        """A row to be drawn."""
        return [Segment(piece.text, self.style_of(piece.look)) for piece in row]
