"""The line over the records in which a filter is typed."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class RecordFilter(Input):
    """Enter and down go to the records; escape clears the filter first."""

    DEFAULT_CSS = """
    RecordFilter, RecordFilter:focus { height: 1; border: none; padding: 0 1; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(True)", "All records", priority=True, id="step.filter.clear"),
        Binding("down", "leave(False)", "To the records", show=False, id="step.filter.leave"),
    ]

    class Left(Message):
        """The person is done; `clear`: without a filter."""

        def __init__(self, clear: bool) -> None:
            super().__init__()
            self.clear = clear

    def __init__(self) -> None:
        super().__init__(
            placeholder="words  is:failed  is:new  where rank > 2", select_on_focus=False, max_length=4000
        )
        self.display = False

    def action_leave(self, clear: bool) -> None:
        self.post_message(self.Left(clear))

    async def action_submit(self) -> None:
        self.post_message(self.Left(False))
