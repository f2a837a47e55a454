"""The sweeps of a page, to choose one."""

import time
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from schemas.clean_text import clean_line
from schemas.messages.sweeps import SweepView
from tui.home.age import age
from tui.sweeps.cell_items import counted


class SweepsMenu(ModalScreen[str | None]):
    """Ends with the id of a sweep, or None."""

    DEFAULT_CSS = """
    SweepsMenu {
        align: center middle;
        & > Vertical {
            width: 80; max-width: 96%; height: auto; max-height: 80%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & OptionList, & OptionList:focus {
            border: none; padding: 0; height: auto; max-height: 20; background: $surface;
            background-tint: transparent; text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,l", "close", "Back")]

    def __init__(self, sweeps: Sequence[SweepView]) -> None:
        super().__init__()
        self._sweeps = sweeps

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content("Sweeps of this page")
            yield OptionList(*[Option(_line(sweep), id=sweep.id) for sweep in self._sweeps])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_close(self) -> None:
        self.dismiss(None)


def _line(sweep: SweepView) -> Content:
    sides = " × ".join(f"{len(axis.labels)} {clean_line(axis.title)}" for axis in sweep.axes)
    return Content.assemble(
        f"{clean_line(sweep.label)}  ", (sides, "$accent"), (f"  {counted(sweep.cells)}", "dim"),
        (f"  {age(sweep.created_at, time.time())}", "dim"),
    )  # fmt: skip
