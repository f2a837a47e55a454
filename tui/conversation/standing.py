"""Where a conversation stands, beside its messages: its states and what it knows."""

from textual.geometry import Size
from textual.strip import Strip

from schemas.messages.conversation import ConversationView
from tui.conversation.context_tree import context_tree, last_changes
from tui.conversation.rows import Piece, Row
from tui.conversation.rows_view import RowsView
from tui.conversation.states_diagram import states_diagram


class Standing(RowsView):
    """The states as a diagram, the context as a tree; scrolls."""

    DEFAULT_CSS = """
    Standing { padding: 0 0 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._view: ConversationView | None = None
        self._rows: list[Row] = []

    def show(self, view: ConversationView) -> None:
        """Say how things are now."""
        self._view = view
        self._lay()

    def on_resize(self) -> None:
        self._lay()

    def on_focus(self) -> None:
        self._lay()

    def on_blur(self) -> None:
        self._lay()

    def _lay(self) -> None:
        width = self.scrollable_content_region.width
        if self._view is None or width < 1:
            return
        view = self._view
        look = "key" if self.has_focus else "heading"
        rows: list[Row] = []
        if view.states:
            rows = [(Piece("States", look),), *states_diagram(view.states, width), ()]
        note = Piece("   * changed last", "warning") if last_changes(view)[0] else Piece("")
        self._rows = [*rows, (Piece("Context", look), note), *context_tree(view, width)]
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        at = self.scroll_offset.y + y
        row = self._rows[at] if at < len(self._rows) else ()
        return Strip(self.segments(row)).adjust_cell_length(self.size.width, self.rich_style)
