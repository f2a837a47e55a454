"""Shows compared texts: rows are drawn when they are seen, so that long texts cost little."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from tui.session.diff_rows import BETWEEN, GUTTER, Row, Section, rows_of
from tui.session.word_diff import Line, compare
from tui.widgets.line_view import LineView

BESIDE_CELLS = 72
"""From this width on the texts stand side by side."""

_NO_LINE = Style(underline=False)


class DiffView(LineView):
    """What only the left text has is marked one way, what only the right one has another."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    DiffView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .diff--title { color: $accent; text-style: bold; }
        & > .diff--text { color: $foreground; }
        & > .diff--between { color: $foreground 30%; }
        & > .diff--left { color: $text-error; text-style: underline; }
        & > .diff--right { color: $text-success; text-style: underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"diff--{name}" for name in ("title", "text", "between", "left", "right")
    }

    def __init__(self) -> None:
        super().__init__()
        self._sections: Sequence[Section] = ()
        self._names = ("", "")
        self._rows: list[Row] = []
        self._width = 0

    async def show(self, texts: Sequence[tuple[str, str, str]], names: tuple[str, str]) -> None:
        """Compare in a thread and show; each is a title with a left and a right text."""

        def work() -> list[Section]:
            return [Section(title, compare(left, right)) for title, left, right in texts]

        self._sections = await asyncio.to_thread(work)
        self._names = names
        self._width = 0
        self._arrange()
        self.scroll_to(y=0, animate=False, force=True)

    @property
    def text(self) -> str:
        """All rows, without marks and colours."""
        return "\n".join(row.title or "".join(text for text, _ in row.left) for row in self._rows)

    def on_resize(self) -> None:
        """Arrange anew for another width."""
        self._arrange()

    def _arrange(self) -> None:
        width = self.scrollable_content_region.width
        if width < 1 or width == self._width:
            return
        self._width = width
        self._rows = rows_of(self._sections, width, self._names, beside=width >= BESIDE_CELLS)
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one row of the view."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[index]
        if row.title:
            strip = Strip([Segment(row.title, self._style("title"))])
        elif row.right is None:
            strip = self._cells(row.left, row.marks[0], width)
        else:
            column = (self._width - BETWEEN) // 2
            between = Strip([Segment(" │ ", self._style("between"))], BETWEEN)
            left = self._cells(row.left, row.marks[0], column)
            strip = Strip.join([left, between, self._cells(row.right, row.marks[1], column)])
        return strip.adjust_cell_length(width, self.rich_style)

    def _cells(self, line: Line, mark: str, width: int) -> Strip:
        changed = self._style("right" if mark == "+" else "left")
        plain = self._style("text")
        segments = [Segment(mark.ljust(GUTTER), changed + _NO_LINE if mark else plain)]
        segments += [Segment(text, changed if new else plain) for text, new in line]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"diff--{name}")
