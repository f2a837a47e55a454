"""The line over the records in which a filter is typed."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.widgets.filter_input import FilterInput


class RecordFilter(FilterInput):
    """Enter and down go to the records; escape clears the filter first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(True)", "All records", priority=True, id="step.filter.clear"),
        Binding("down", "leave(False)", "To the records", show=False, id="step.filter.leave"),
    ]

    def __init__(self) -> None:
        super().__init__("words  is:failed  is:new  where rank > 2", max_length=4000)
