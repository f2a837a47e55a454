"""The line over the results in which a filter is typed."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.widgets.filter_input import FilterInput


class FilterLine(FilterInput):
    """Enter and down go to the results; escape clears the filter first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(True)", "All results", priority=True, id="results.filter.clear"),
        Binding("down", "leave(False)", "To the results", show=False, id="results.filter.leave"),
    ]

    def __init__(self) -> None:
        super().__init__("words  is:starred  rating:3  #tag  by:provider", max_length=400)
