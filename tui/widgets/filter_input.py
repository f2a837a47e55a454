"""A line over a list, in which a filter is typed."""

from textual.message import Message
from textual.widgets import Input


class FilterInput(Input):
    """Hidden at first. Enter goes to the list; a subclass binds the keys of `leave`."""

    DEFAULT_CSS = """
    FilterInput, FilterInput:focus { height: 1; border: none; padding: 0 1; background: $panel; }
    """

    class Left(Message):
        """The person is done; `clear`: without a filter."""

        def __init__(self, clear: bool) -> None:
            super().__init__()
            self.clear = clear

    def __init__(self, placeholder: str, *, max_length: int) -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False, max_length=max_length)
        self.display = False

    def action_leave(self, clear: bool) -> None:
        self.post_message(self.Left(clear))

    async def action_submit(self) -> None:
        self.post_message(self.Left(False))
