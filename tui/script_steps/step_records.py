"""The records of a step's page as the screen knows them: order, filter, selection, how each stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.records.record_title import record_title
from schemas.messages.batches import BatchRecord, RecordStatus
from schemas.messages.records import RecordView


@dataclass(slots=True)
class StepRecord:
    """One record: `missing` says that not all outputs are there, `run` is its newest attempt."""

    id: int
    place: int
    title: str
    missing: bool
    run: BatchRecord | None = None

    @property
    def status(self) -> RecordStatus | None:
        """None where the step never ran."""
        return self.run.status if self.run else None


class StepRecords:
    """All records by id, in their order; `shown` are those that the filter lets through.

    What is selected stays so while a filter hides it. `outputs` are the fields that the step writes.
    """

    def __init__(self, outputs: Sequence[str]) -> None:
        self._outputs = outputs
        self.records: dict[int, StepRecord] = {}
        self.shown: list[int] = []
        self.selected: set[int] = set()
        self._found: frozenset[int] | None = None
        self._statuses: frozenset[RecordStatus | None] = frozenset()
        self._runs: Mapping[int, BatchRecord] = {}

    def __len__(self) -> int:
        return len(self.records)

    def take(self, views: Iterable[RecordView]) -> None:
        """Put records in, or bring those that are there up to date."""
        for view in views:
            self.records[view.id] = StepRecord(
                view.id,
                view.place,
                record_title(view),
                any(holds_nothing(view.fields.get(name)) for name in self._outputs),
                self._runs.get(view.id),
            )
        self._sift()

    def keep_only(self, ids: Sequence[int]) -> None:
        """Forget records that are not there any more, and take this order."""
        self.records = {each: self.records[each] for each in ids if each in self.records}
        self.selected &= self.records.keys()
        self._sift()

    def follow(self, runs: Mapping[int, BatchRecord]) -> list[int]:
        """Take how each record stands; returns the ids of those that stand otherwise than before."""
        self._runs = runs
        changed: list[int] = []
        for record in self.records.values():
            run = runs.get(record.id)
            if run != record.run:
                record.run = run
                changed.append(record.id)
        if changed and self._statuses:
            self._sift()
        return changed

    def sift(self, found: Iterable[int] | None, statuses: frozenset[RecordStatus | None]) -> None:
        """Show only those `found` (None: all) that stand like this (empty: whatever)."""
        self._found = None if found is None else frozenset(found)
        self._statuses = statuses
        self._sift()

    def _sift(self) -> None:
        self.shown = [
            record.id
            for record in self.records.values()
            if (self._found is None or record.id in self._found)
            and (not self._statuses or record.status in self._statuses)
        ]

    # -- choosing -------------------------------------------------------------------------------

    def toggle(self, record_id: int) -> None:
        """Select a record, or let it go."""
        self.selected ^= {record_id} & self.records.keys()

    def select_shown(self) -> None:
        """Add all that the filter shows."""
        self.selected |= set(self.shown)

    def select_only(self, ids: Iterable[int]) -> None:
        """Select exactly these."""
        self.selected = set(ids) & self.records.keys()

    @property
    def chosen(self) -> list[int]:
        """What is selected, in order."""
        return [each for each in self.records if each in self.selected]

    @property
    def failed(self) -> list[int]:
        """The records whose newest attempt failed, in order."""
        return [record.id for record in self.records.values() if record.status == "error"]

    @property
    def missing(self) -> list[int]:
        """The records that lack an output, in order."""
        return [record.id for record in self.records.values() if record.missing]


def holds_nothing(value: Any) -> bool:
    """Whether an output is missing: None, an empty text, an empty list or object."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})
