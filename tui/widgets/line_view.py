"""The base of views that draw lines of their own and are scrolled by keys."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.scroll_view import ScrollView


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """A subclass sets `virtual_size` to its lines and draws them in `render_line`.

    Left and right are free for the screen around it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("pageup", "scroll_page(-1)", "Page up", show=False),
        Binding("pagedown", "scroll_page(1)", "Page down", show=False),
        Binding("home", "scroll_edge(0)", "Top", show=False),
        Binding("end", "scroll_edge(1)", "End", show=False),
    ]

    def action_scroll(self, lines: int) -> None:
        """Scroll by some lines."""
        # Forced: a key may come before the scrollbar is shown.
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)

    def action_scroll_page(self, pages: int) -> None:
        """Scroll by whole screens, less one line to find the place again."""
        self.action_scroll(pages * max(1, self.scrollable_content_region.height - 1))

    def action_scroll_edge(self, end: int) -> None:
        """Scroll to the beginning, or to the end."""
        self.scroll_to(y=self.virtual_size.height if end else 0, animate=False, force=True)
