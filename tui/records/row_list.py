"""The rows of the browser, with what is selected among them."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.records.record_lines import Piece, RecordLines
from tui.records.row import Row, counted
from tui.results.wrap import fit

FACTS = 13
"""Cells of what is said at the right."""


class RowList(RecordLines):
    """What is selected stays so while a filter hides it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Select", id="session.do.toggle"),
    ]

    def __init__(self) -> None:
        super().__init__(id="rows")
        self.rows: list[Row] = []
        self.selected: dict[int, Row] = {}
        self._ids: list[int] = []

    @property
    def ids(self) -> Sequence[int]:
        return self._ids

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self._at] if self._at < len(self.rows) else None

    def show(self, rows: Sequence[Row]) -> None:
        """Other rows."""
        self.rows = list(rows)
        self._ids = [row.id for row in rows]
        self.records_changed()

    def add(self, rows: Sequence[Row]) -> None:
        """More rows after those that are there."""
        self.rows += rows
        self._ids += [row.id for row in rows]
        self.records_changed()

    # -- choosing -------------------------------------------------------------------------------

    def is_selected(self, record_id: int) -> bool:
        return record_id in self.selected

    def toggle(self, record_id: int) -> None:
        row = self.current
        if self.selected.pop(record_id, None) is None and row is not None:
            self.selected[record_id] = row

    def select_all(self) -> None:
        """Select all rows that are shown; where they are selected already, let them go."""
        if all(row.id in self.selected for row in self.rows):
            for row in self.rows:
                self.selected.pop(row.id, None)
        else:
            self.selected |= {row.id: row for row in self.rows}
        self.refresh()
        self.post_message(self.Selected())

    def forget_selection(self) -> None:
        """Nothing is selected any more."""
        self.selected = {}
        self.refresh()

    def forget_gone(self) -> None:
        """What is not among the rows is not there any more, and not selected either."""
        there = set(self._ids)
        self.selected = {number: row for number, row in self.selected.items() if number in there}

    # -- drawing --------------------------------------------------------------------------------

    def pieces(self, at: int, width: int) -> list[Piece]:
        row = self.rows[at]
        place = f"{row.place:>{len(str(self.rows[-1].place))}} "
        return [
            (place, "dim"),
            (fit(row.title, max(1, width - len(place) - FACTS - 1)), "text"),
            (fit(f" {_facts(row)}", FACTS + 1), "dim"),
        ]


def _facts(row: Row) -> str:
    for count, word in ((row.sections, "section"), (row.files, "file")):
        if count:
            return counted(count, word)
    return ""
