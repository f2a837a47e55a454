"""The line over the results in which a filter is typed."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class FilterLine(Input):
    """Enter and down go to the results; escape clears the filter first."""

    DEFAULT_CSS = """
    FilterLine, FilterLine:focus { height: 1; border: none; padding: 0 1; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(True)", "All results", priority=True, id="results.filter.clear"),
        Binding("down", "leave(False)", "To the results", show=False, id="results.filter.leave"),
    ]

    class Left(Message):
        """The person is done; `clear`: without a filter."""

        def __init__(self, clear: bool) -> None:
            super().__init__()
            self.clear = clear

    def __init__(self) -> None:
        super().__init__(
            placeholder="words  is:starred  rating:3  #tag  by:provider",
            select_on_focus=False,
            max_length=400,
        )
        self.display = False

    def action_leave(self, clear: bool) -> None:
        self.post_message(self.Left(clear))

    async def action_submit(self) -> None:
        self.post_message(self.Left(False))
