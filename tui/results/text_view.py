"""Shows long untrusted text, wrapped and scrollable; a megabyte on one line costs little."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip

from schemas.clean_text import clean
from tui.results.wrap import fit, wrap_lines
from tui.widgets.line_view import LineView

Block = tuple[Literal["label", "text", "failed"], str]


class TextView(LineView):
    """Draws blocks of text one under the other. Left and right are free for the screen around it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TextView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .text-view--label { color: $foreground 60%; }
        & > .text-view--text { color: $foreground; }
        & > .text-view--failed { color: $text-error; }
        &:focus > .text-view--label { color: $accent; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"text-view--label", "text-view--text", "text-view--failed"}

    def __init__(self, blocks: Sequence[Block] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._blocks = tuple(blocks)
        self._lines: list[Block] = []
        self._wrapped_at = 0

    def show(self, blocks: Sequence[Block]) -> None:
        """Replace the text and go to its beginning."""
        self._blocks = tuple(blocks)
        self._wrapped_at = 0
        self._wrap()
        self.scroll_to(y=0, animate=False, force=True)

    def on_resize(self) -> None:
        """Wrap anew for another width."""
        self._wrap()

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width
        if width < 1 or width == self._wrapped_at:
            return
        self._wrapped_at = width
        self._lines = [(name, line) for name, text in self._blocks for line in wrap_lines(clean(text), width)]
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        name, line = self._lines[index]
        return Strip([Segment(fit(line, width), self.get_component_rich_style(f"text-view--{name}"))], width)
