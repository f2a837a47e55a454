"""The list of records beside the one that is edited."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.records.record_lines import Piece, RecordLines
from tui.script_steps.record_line import record_line
from tui.script_steps.step_records import StepRecord, StepRecords


class RecordList(RecordLines):
    """Shows `records.shown`; `records_changed` is to be called when they are others, or stand otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Edit", id="step.open"),
        Binding("space", "tick", "Select", id="step.select"),
    ]

    def __init__(self, records: StepRecords, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.records = records

    @property
    def ids(self) -> Sequence[int]:
        return self.records.shown

    @property
    def current(self) -> StepRecord | None:
        """The record under the cursor."""
        return self.records.records.get(self._cursor) if self._cursor is not None else None

    def is_selected(self, record_id: int) -> bool:
        return record_id in self.records.selected

    def toggle(self, record_id: int) -> None:
        self.records.toggle(record_id)

    def pieces(self, at: int, width: int) -> list[Piece]:
        record = self.records.records[self.ids[at]]
        return record_line(record, width, digits=len(str(len(self.records))))
