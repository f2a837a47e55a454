"""The floor of long forms: as many labels and Inputs as asked for, all mounted at once."""

import sys

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Label


class EagerFields(App[None]):
    """Focuses the first of so many Inputs; its label says "Field 0"."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Input { border: none; height: 1; }"

    def __init__(self, fields: int) -> None:
        super().__init__()
        self._fields = fields

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            for number in range(self._fields):
                yield Label(f"Field {number}")
                yield Input()


if __name__ == "__main__":
    EagerFields(int(sys.argv[1])).run()
